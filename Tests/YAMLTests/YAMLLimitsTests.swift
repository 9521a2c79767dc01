import Glibc
import Testing
import YAML

@Suite("YAML limits")
struct YAMLLimitsTests {
    /// Nine levels of nine aliases each: 9⁹ values from 368 bytes.
    static let bomb: String = {
        var text = "a: &a [" + Array(repeating: "\"lol\"", count: 9).joined(separator: ",") + "]\n"
        for (name, previous) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
        }
        return text
    }()

    @Test("a bomb of aliases is refused before it is paid for")
    func bomb() {
        #expect(Self.bomb.utf8.count < 400)
        let start = Self.processorTime()
        let error = #expect(throws: YAMLError.self) { try parse(Self.bomb) }
        #expect(Self.processorTime() - start < .milliseconds(50))
        #expect(error?.code == .tooManyNodes)
    }

    /// Spent by this thread; what others do on a busy machine does not count.
    private static func processorTime() -> Duration {
        var time = timespec()
        let result = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        precondition(result == 0, "every thread has a clock")
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    @Test("values count once for every alias that uses them")
    func aliasesCount() throws {
        // Root mapping, keys x and y, the sequence with two items, and the same three again: 9.
        let text = "x: &s [1, 2]\ny: *s\n"
        _ = try parse(text, limits: YAMLLimits(bytes: 100, depth: 4, nodes: 9))
        let error = #expect(throws: YAMLError.self) {
            try parse(text, limits: YAMLLimits(bytes: 100, depth: 4, nodes: 8))
        }
        #expect(error?.code == .tooManyNodes)
    }

    @Test("depth is counted through aliases")
    func depth() throws {
        let text = "x: &s [[1]]\ny: [*s]\n"
        _ = try parse(text, limits: YAMLLimits(bytes: 100, depth: 4, nodes: 100))
        let error = #expect(throws: YAMLError.self) {
            try parse(text, limits: YAMLLimits(bytes: 100, depth: 3, nodes: 100))
        }
        #expect(error?.code == .tooDeep)
    }

    @Test("ten thousand open brackets are refused at the depth limit")
    func brackets() {
        let error = #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 10_000)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.mark.column == 65)
    }

    @Test("a document one byte too long is not looked at")
    func bytes() throws {
        let limits = YAMLLimits(bytes: 4, depth: 4, nodes: 10)
        _ = try parse("a: 1", limits: limits)
        let error = #expect(throws: YAMLError.self) { try parse("a: 12", limits: limits) }
        #expect(error?.code == .tooLong)
    }

    @Test("a list of a hundred thousand values is read")
    func long() throws {
        let text = String(repeating: "- value\n", count: 100_000)
        guard case .sequence(let items) = try parse(text).kind else { return }
        #expect(items.count == 100_000)
        #expect(items.last?.mark.line == 100_000)
    }

    @Test("any cut or changed byte of a document gives a tree or an error, never a crash")
    func damage() {
        let document = Array(
            "all: &a\n  hosts: {n-[01:03]: ~, \"b\\u00e4\": 'x'}\n  v: |\n   text\nc: [*a, !t 1]\n".utf8)
        for index in document.indices {
            _ = try? YAMLDocument.parse(Array(document[..<index]), file: "f")
            for byte: UInt8 in [0, 9, 10, 34, 38, 42, 58, 91, 123, 195, 255] {
                var damaged = document
                damaged[index] = byte
                _ = try? YAMLDocument.parse(damaged, file: "f")
            }
        }
    }
}
