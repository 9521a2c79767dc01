import Metrics
import Testing

@Suite("Values of several series")
struct VectorTests {
    private let vector = Vector([
        .init(LabelSet(["node": "a", "code": "200"]), 98), .init(LabelSet(["node": "a", "code": "500"]), 2),
        .init(LabelSet(["node": "b", "code": "200"]), 50), .init(LabelSet(["node": "b", "code": "500"]), .nan),
    ])

    @Test("are summed, and their greatest found, by what they share")
    func groups() {
        #expect(Array(vector.sum(by: ["node"]).elements.prefix(1)) == [.init(LabelSet(["node": "a"]), 100)])
        #expect(vector.sum(by: ["node"]).elements[1].value.isNaN)
        #expect(vector.max(by: ["node"]).elements.map(\.value) == [98, 50])
        #expect(vector.max().elements == [.init(.none, 98)])
    }

    @Test("nothing sums up to nothing, and not to zero")
    func nothing() {
        #expect(Vector([Vector.Element]()).sum().elements.isEmpty)
        #expect(Vector([Vector.Element]()).max().elements.isEmpty)
    }

    @Test("have a ratio where the whole is there and is not zero")
    func ratio() {
        let part = Vector([
            .init(LabelSet(["n": "a"]), 1), .init(LabelSet(["n": "b"]), 0), .init(LabelSet(["n": "c"]), 3),
        ])
        let whole = Vector([.init(LabelSet(["n": "a"]), 4), .init(LabelSet(["n": "b"]), 0)])
        #expect(part.ratio(to: whole).elements == [.init(LabelSet(["n": "a"]), 0.25)])
    }

    @Test("of buckets are histograms by the labels that the buckets share")
    func histograms() throws {
        let text = """
            h_bucket{node="a",le="1"} 1
            h_bucket{node="a",le="+Inf"} 2
            h_bucket{node="b",le="1.0"} 3
            h_bucket{node="b",le="many"} 9

            """
        let found = Vector(try Exposition(parsing: Array(text.utf8)).samples).histograms
        #expect(found.map { $0.labels["node"] } == ["a", "b"])
        #expect(found.map(\.buckets.buckets.count) == [2, 1])
    }
}
