internal import FoundationEssentials
internal import Glibc

/// The node's log: one line per event on standard error, `time LEVEL message key=value …`.
struct NodeLog: Sendable {
    typealias Field = (key: String, value: String)

    /// Fields of every line, such as the network's name.
    let context: [Field]

    func info(_ message: String, _ fields: [Field] = []) { write("INFO ", message, fields) }
    func warning(_ message: String, _ fields: [Field] = []) { write("WARN ", message, fields) }
    func error(_ message: String, _ fields: [Field] = []) { write("ERROR", message, fields) }

    /// One call per line, so that lines of several threads never mix.
    private func write(_ level: String, _ message: String, _ fields: [Field]) {
        let time = Date(timeIntervalSince1970: Double(WallClock.now()) / 1000)
        let said = (context + fields).map { "  \($0.key)=\(Self.quoted($0.value))" }.joined()
        let line = Array("\(time.formatted(.iso8601(fraction: true)))  \(level) \(message)\(said)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
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
