import Testing
import YAML

/// Each expectation is what PyYAML 6 makes of the same text.
@Suite("what a plain value means in YAML 1.1")
struct YAMLScalarTests {
    @Test(
        "numbers",
        arguments: [
            ("0", "0"), ("-0", "0"), ("+12", "12"), ("1_000", "1000"), ("0777", "511"), ("-010", "-8"), ("00", "0"),
            ("0b1010_1", "21"), ("0xFF", "255"), ("1:30", "90"), ("-1:00:00", "-3600"),
            ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
        ])
    func integers(text: String, decimal: String) { #expect(YAMLScalar(plain: text) == .integer(decimal)) }

    @Test(
        "numbers with a point",
        arguments: [
            ("1.", 1), ("1.5", 1.5), ("-.inf", -Double.infinity), (".5", 0.5), ("1.0e+16", 1e16), ("1_0.2_5", 10.25),
            ("1:30.5", 90.5), ("685.230_15e+03", 685_230.15),
        ])
    func reals(text: String, value: Double) { #expect(YAMLScalar(plain: text) == .real(value)) }

    @Test(
        "times",
        arguments: [
            ("2001-12-14", "2001-12-14"), ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.100000-05:00"),
            ("2001-12-14 21:59:43Z", "2001-12-14T21:59:43+00:00"), ("2001-1-4 1:59:43", "2001-01-04T01:59:43"),
            ("2024-02-29", "2024-02-29"), ("2001-12-14 21:59:43.0 +1", "2001-12-14T21:59:43+01:00"),
        ])
    func times(text: String, iso: String) { #expect(YAMLScalar(plain: text) == .timestamp(iso)) }

    @Test(
        "what looks like a number and is text",
        arguments: [
            "1e5", "1.5e3", "08", "0o17", "1:60", "-.5", "1.2.3", "0x", "+", "-", ".", "--1", "12a", "2001-13-01",
            "2023-02-29", "2001-1-4", "yEs", "y", "203.0.113.1", "1 2", "0b2", ".nAn",
        ])
    func texts(text: String) { #expect(YAMLScalar(plain: text) == .text(text)) }

    @Test("words, quotes and tags")
    func words() throws {
        let text = "[yes, Off, NULL, ~, 'yes', \"5\", !!str 5, !!int '5', !!float 5, !!null x, '']"
        let root = try YAMLDocument.parse(Array(text.utf8), file: "t")
        guard case .sequence(let items) = root.kind else { throw YAMLScalarTestFailure() }
        #expect(
            items.map(\.scalar) == [
                .boolean(true), .boolean(false), .null, .null, .text("yes"), .text("5"), .text("5"), .integer("5"),
                .real(5), .null, .text(""),
            ])
    }
}

private struct YAMLScalarTestFailure: Error {}
