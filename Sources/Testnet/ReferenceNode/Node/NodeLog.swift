internal import FoundationEssentials
internal import Glibc

/// How the log is written.
public enum LogFormat: String, CaseIterable, Sendable {
    /// `time LEVEL message key=value …`
    case text
    /// One JSON object a line, with `time`, `level`, `message` and the fields.
    case json
}

/// The node's log: one line per event on standard error.
struct NodeLog: Sendable {
    typealias Field = (key: String, value: String)

    /// Fields of every line, such as the network's name.
    let context: [Field]
    var format = LogFormat.text

    func info(_ message: String, _ fields: [Field] = []) { write("INFO", message, fields) }
    func warning(_ message: String, _ fields: [Field] = []) { write("WARN", message, fields) }
    func error(_ message: String, _ fields: [Field] = []) { write("ERROR", message, fields) }

    /// One call per line, so that lines of several threads never mix.
    private func write(_ level: String, _ message: String, _ fields: [Field]) {
        let date = Date(timeIntervalSince1970: Double(WallClock.now()) / 1000)
        let time = date.formatted(.iso8601(fraction: true))
        let line =
            switch format {
            case .text: textLine(time, level, message, fields)
            case .json: jsonLine(time, level, message, fields)
            }
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private func textLine(_ time: String, _ level: String, _ message: String, _ fields: [Field]) -> [UInt8] {
        let said = (context + fields).map { "  \($0.key)=\(Self.quoted($0.value))" }.joined()
        let padded = level + String(repeating: " ", count: max(0, 5 - level.count))
        return Array("\(time)  \(padded) \(message)\(said)\n".utf8)
    }

    private func jsonLine(_ time: String, _ level: String, _ message: String, _ fields: [Field]) -> [UInt8] {
        let head: [Field] = [("time", time), ("level", level.lowercased()), ("message", message)]
        let pairs = head + context + fields
        let object = Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
        return NodeJSON.encode(object) + [UInt8(ascii: "\n")]
    }

    /// A value with blanks or anything that could break the line is put in quotes and escaped.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 < 0x7f }
        return isPlain ? value : String(decoding: NodeJSON.encode(value), as: UTF8.self)
    }
}

extension FormatStyle where Self == Date.ISO8601FormatStyle {
    /// ISO 8601 in UTC; with milliseconds when asked for.
    fileprivate static func iso8601(fraction: Bool) -> Date.ISO8601FormatStyle {
        Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
    }
}
