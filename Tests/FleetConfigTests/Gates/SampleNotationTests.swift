import FleetModel
import RolloutPlanning
import Testing

@testable import FleetConfig

@Suite("samples in a row")
struct SampleNotationTests {
    private func values(_ text: String) throws -> [Double] {
        try SampleNotation.read(text).map { place in
            guard case .value(let value)? = place.reading else { return .nan }
            return value
        }
    }

    @Test("are written as in promtool's tests")
    func promtool() throws {
        #expect(try values("5") == [5])
        #expect(try values("1 2.5 -3") == [1, 2.5, -3])
        #expect(try values("-2x3") == [-2, -2, -2, -2])
        #expect(try values("-2+4x3") == [-2, 2, 6, 10])
        #expect(try values("1-2x4") == [1, -1, -3, -5, -7])
        #expect(try values("Infx1 -Inf") == [.infinity, .infinity, -.infinity])
        #expect(
            try SampleNotation.read("1 _x3 _ 2").map { $0.reading == nil } == [false, true, true, true, true, false])
    }

    @Test("looks that gave nothing have a word, and late ones their delay")
    func words() throws {
        let found = try SampleNotation.read("missing stalex2 error 5@20s 1+1@1mx1")
        #expect(
            found.map(\.reading) == [
                .missing("no answer"), .stale("an old answer"), .stale("an old answer"), .error("could not look"),
                .value(5), .value(1), .value(2),
            ])
        #expect(found.map(\.delay) == [.zero, .zero, .zero, .zero, .seconds(20), .seconds(60), .seconds(60)])
    }

    @Test(
        "anything else is said",
        arguments: [
            "", "a", "1x", "1xx2", "x3", "1+", "1+2", "1e3", "NaN+1x2", "5@", "5@2", "1x20001", "--1", "0x1x1", ".5",
        ])
    func nonsense(text: String) {
        #expect(throws: TextProblem.self) { try SampleNotation.read(text) }
    }
}
