import CanonicalJSON
import Testing

@Suite("canonical JSON")
struct CanonicalJSONTests {
    private struct Sample: Codable, Equatable {
        var zeta = 1
        var alpha = ["b": 1.5, "a10": 0.1, "a2": 1e21, "B": -0.25, "é": 1]
        var path = "a/b \u{1}\"\\\u{1F600}"
        var none: Int?
        var least = Int64.min
    }

    @Test("keys are sorted by bytes, slashes stand, nothing is blank")
    func spelling() throws {
        let text = String(decoding: try CanonicalJSON.encode(Sample()), as: UTF8.self)
        let expected =
            #"{"alpha":{"B":-0.25,"a10":0.1,"a2":1e+21,"b":1.5,"é":1},"least":-9223372036854775808,"#
            + #""path":"a/b \u0001\"\\😀","zeta":1}"#
        #expect(text == expected)
    }

    @Test("equal values have equal bytes, however they were built")
    func equalValues() throws {
        var first: [String: Int] = [:]
        var second: [String: Int] = [:]
        for number in 0..<100 { first["key\(number)"] = number }
        for number in (0..<100).reversed() { second["key\(number)"] = number }
        #expect(try CanonicalJSON.encode(first) == CanonicalJSON.encode(second))
    }

    @Test("a value survives the way there and back")
    func roundTrip() throws {
        let bytes = try CanonicalJSON.encode(Sample())
        #expect(try CanonicalJSON.decodeCanonical(Sample.self, from: bytes) == Sample())
    }

    @Test("NaN has no spelling, and its place is named")
    func notANumber() {
        let error = #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.encode(["rate": [1, Double.nan]]) }
        #expect(error?.code == .notRepresentable)
        #expect(error?.path == "rate.1")
    }

    @Test(
        "another spelling of the same value is refused where one spelling is wanted",
        arguments: [#"{"a": 1}"#, #"{"a":1,"a":1}"#, #"{"a":1.0}"#, #"{"\u0061":1}"#, "{\"a\":1}\n", #"{"a":1,}"#])
    func otherSpelling(text: String) throws {
        #expect(try CanonicalJSON.decode([String: Int].self, from: Array(text.utf8)) == ["a": 1])
        let error = #expect(throws: CanonicalJSONError.self) {
            try CanonicalJSON.decodeCanonical([String: Int].self, from: Array(text.utf8))
        }
        #expect(error?.code == .notCanonical)
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("{", CanonicalJSONError.Code.malformed, ""), (#"{"zeta":1}"#, .mismatch, ""),
            (#"{"zeta":"x"}"#, .mismatch, "zeta"), (String(repeating: "[", count: 100_000), .malformed, ""),
        ])
    func wrong(text: String, code: CanonicalJSONError.Code, path: String) {
        let error = #expect(throws: CanonicalJSONError.self) {
            try CanonicalJSON.decode(Sample.self, from: Array(text.utf8))
        }
        #expect(error?.code == code)
        #expect(error?.path == path)
    }

    @Test("a text over the limit is not looked at")
    func limit() throws {
        #expect(try CanonicalJSON.decode([Int].self, from: Array("[1]".utf8), limit: 3) == [1])
        #expect { try CanonicalJSON.decode([Int].self, from: Array("[12]".utf8), limit: 3) } throws: {
            ($0 as? CanonicalJSONError)?.code == .tooLong
        }
    }
}
