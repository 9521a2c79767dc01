import Metrics
import SeededNumbers
import Testing

@Suite("What is no exposition")
struct ExpositionErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let code: ExpositionError.Code
        let message: String
        var format = ExpositionFormat.prometheus
        var testDescription: String { message }
    }

    static let cases = [
        Case(text: "x 1", code: .incomplete, message: "line 1, column 1: the text breaks off"),
        Case(text: "x 1\n", code: .incomplete, message: "line 2, column 1: the text breaks off", format: .openMetrics),
        Case(
            text: "# EOF\nx 1\n", code: .syntax, message: "line 2, column 1: nothing may follow", format: .openMetrics),
        Case(text: "x\n", code: .syntax, message: "line 1, column 2: the value is missing"),
        Case(text: "<html>\n", code: .syntax, message: "line 1, column 1: a metric's name or # must stand here"),
        Case(text: "{\"a\":1}", code: .syntax, message: "line 1, column 1: a metric's name or # must stand here"),
        Case(text: "x{a=\"", code: .incomplete, message: "line 1, column 1: the text breaks off"),
        Case(text: "{\"a\":1}\n", code: .syntax, message: "line 1, column 1: a metric's name or #"),
        Case(text: "x-y 1\n", code: .syntax, message: "line 1, column 2: a metric's name holds letters"),
        Case(text: "1x 1\n", code: .syntax, message: "line 1, column 1: a metric's name or #"),
        Case(text: "x 1\r\n", code: .syntax, message: "line 1, column 4: the line ends with a carriage return"),
        Case(text: "x 1 2 3\n", code: .syntax, message: "line 1, column 7: the line must end after the sample"),
        Case(text: "x 1 1.5\n", code: .number, message: "line 1, column 5: '1.5' is no timestamp in whole"),
        Case(text: "x one\n", code: .number, message: "line 1, column 3: 'one' is no value"),
        Case(text: "x 0x10\n", code: .number, message: "line 1, column 3: '0x10' is no value"),
        Case(text: "x 1_000\n", code: .number, message: "line 1, column 3: '1_000' is no value"),
        Case(text: "x 1e999\n", code: .number, message: "line 1, column 3: '1e999' is no value"),
        Case(text: "x -nan\n", code: .number, message: "line 1, column 3: '-nan' is no value"),
        Case(text: "x .\n", code: .number, message: "line 1, column 3: '.' is no value"),
        Case(text: "x{a=1} 1\n", code: .syntax, message: "line 1, column 5: a label's value starts with a quote"),
        Case(text: "x{a} 1\n", code: .syntax, message: "line 1, column 4: = must follow"),
        Case(text: "x{a=\"1} 1\n", code: .syntax, message: "line 1, column 5: the label's value has no closing"),
        Case(text: "x{a=\"1\" b=\"2\"} 1\n", code: .syntax, message: "line 1, column 9: a comma or } must follow"),
        Case(text: "x{,} 1\n", code: .syntax, message: "line 1, column 3: a label's name or } must stand here"),
        Case(text: "x{a=\"1\",a=\"2\"} 1\n", code: .syntax, message: "line 1, column 9: the label a stands there"),
        Case(text: "x{a:b=\"1\"} 1\n", code: .syntax, message: "line 1, column 4: = must follow"),
        Case(text: "x{a=\"\\t\"} 1\n", code: .syntax, message: "line 1, column 6: a backslash stands before"),
        Case(text: "{\"x\"} 1\n", code: .syntax, message: "line 1, column 1: a metric's name or #"),
        Case(text: "x{\"a\"=\"1\"} 1\n", code: .syntax, message: "line 1, column 3: a quoted name belongs to"),
        Case(text: "x 1\nx 2\n", code: .duplicate, message: "line 2, column 1: x stands in line 1 already"),
        Case(
            text: "x{a=\"1\",b=\"2\"} 1\n\nx{b=\"2\",a=\"1\"} 1\n", code: .duplicate,
            message: "line 3, column 1: x{a=\"1\",b=\"2\"} stands in line 1"),
        Case(text: "# TYPE x number\n", code: .metadata, message: "line 1, column 10: 'number' is no type"),
        Case(text: "# TYPE x\n", code: .metadata, message: "line 1, column 9: '' is no type"),
        Case(text: "# TYPE x gauge y\n", code: .syntax, message: "line 1, column 16: the line must end after the type"),
        Case(
            text: "# TYPE x gauge\n# TYPE x gauge\n", code: .metadata,
            message: "line 2, column 3: the type of x was said before"),
        Case(
            text: "x 1\n# TYPE x gauge\n", code: .metadata, message: "line 2, column 3: the type of x must stand before"
        ),
        Case(text: "# HELP x a\n# HELP x b\n", code: .metadata, message: "line 2, column 3: the help of x was given"),
        Case(text: "# HELP x-y a\n", code: .syntax, message: "line 1, column 9: a blank must follow"),
        Case(
            text: "# TYPE x histogram\nx_bucket 1\n", code: .label,
            message: "line 2, column 1: x_bucket of a histogram needs the label le"),
        Case(
            text: "# TYPE x histogram\nx_bucket{le=\"a\"} 1\n", code: .label,
            message: "line 2, column 1: the label le=\"a\" of x_bucket is no number"),
        Case(
            text: "# TYPE x summary\nx 1\n", code: .label, message: "line 2, column 1: x of a summary needs the label"),
    ]

    @Test("is refused with its line, its column and the reason", arguments: cases)
    func refused(_ example: Case) throws {
        let error = try #require(throws: ExpositionError.self) {
            try Exposition(parsing: Array(example.text.utf8), as: example.format)
        }
        #expect(error.code == example.code)
        #expect(error.description.hasPrefix(example.message), "\(error)")
    }

    @Test("bytes that are not UTF-8 are refused in a label and in help")
    func encoding() {
        for text in [Array("x{a=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8), Array("# HELP x ".utf8) + [0xC3, 0x0A]] {
            #expect(throws: ExpositionError.self) { try Exposition(parsing: text) }
        }
    }

    @Test(
        "more than a limit allows is refused, exactly that much is not",
        arguments: [
            (ExpositionLimits(bytes: 8), "x 1\ny 2\n"), (ExpositionLimits(lineBytes: 3), "x 1\n"),
            (ExpositionLimits(samples: 2), "x 1\ny 2\n"), (ExpositionLimits(families: 2), "x 1\n# HELP y\n"),
            (ExpositionLimits(labels: 2), "x{a=\"1\",b=\"2\"} 1\n"),
            (ExpositionLimits(nameBytes: 3), "xyz{abc=\"1\"} 1\n"),
            (ExpositionLimits(labelValueBytes: 3), "x{a=\"123\"} 1\n"),
        ])
    func limits(_ limits: ExpositionLimits, _ text: String) throws {
        _ = try Exposition(parsing: Array(text.utf8), limits: limits)
        var tighter = limits
        let standard = ExpositionLimits.standard
        if tighter.bytes != standard.bytes { tighter.bytes -= 1 }
        if tighter.lineBytes != standard.lineBytes { tighter.lineBytes -= 1 }
        if tighter.samples != standard.samples { tighter.samples -= 1 }
        if tighter.families != standard.families { tighter.families -= 1 }
        if tighter.labels != standard.labels { tighter.labels -= 1 }
        if tighter.nameBytes != standard.nameBytes { tighter.nameBytes -= 1 }
        if tighter.labelValueBytes != standard.labelValueBytes { tighter.labelValueBytes -= 1 }
        let error = try #require(throws: ExpositionError.self) {
            try Exposition(parsing: Array(text.utf8), limits: tighter)
        }
        #expect(error.code == .limit)
    }

    @Test("no bytes whatever make the parser do anything but answer or refuse")
    func noise() {
        var random = SeededGenerator(seed: 5)
        let seed = Array("# TYPE x histogram\nx_bucket{le=\"1\",a=\"\\n\"} 1e3 12 # {b=\"c\"} 1 2\nx_sum NaN\n".utf8)
        for _ in 0..<20_000 {
            var text = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[index] = UInt8.random(in: 0...255, using: &random)
                case 1: text.remove(at: index)
                default: text.insert(text[Int.random(in: text.indices, using: &random)], at: index)
                }
            }
            guard let exposition = try? Exposition(parsing: text) else { continue }
            #expect(exposition.samples.count <= 4)
        }
    }
}
