import SSH

/// The marks by which the program's own streams are told apart from what a shell's start files, sudo or a login message
/// write before it.
///
/// On standard error: `<mark>-pid <number>` from the login shell's place, `<mark>-go` right before the program. On standard
/// output: `<mark>-begin` right before the program. sudo's prompt is `<mark>-password:`.
struct Frame {
    /// What may come before a program, on each stream, in bytes; more is a host out of order.
    static let maximumNoise = 64 << 10

    let mark: String

    var processLine: String { "\(mark)-pid " }
    var goLine: String { "\(mark)-go\n" }
    var beginLine: String { "\(mark)-begin\n" }
    var prompt: String { "\(mark)-password:" }

    /// Where a text ends in some bytes; nil when it is not there.
    static func end(of text: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let pattern = Array(text.utf8)
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        var start = bytes.startIndex
        while let found = bytes[start...].firstIndex(of: first), found + pattern.count <= bytes.endIndex {
            if bytes[found..<(found + pattern.count)].elementsEqual(pattern) { return found + pattern.count }
            start = found + 1
        }
        return nil
    }

    /// What the program wrote; nil when it did not begin. On a terminal both streams come as one.
    func reply(from raw: SSHReply, limits: OutputLimits, onTerminal: Bool) -> ExecutionReply? {
        guard let start = Self.end(of: beginLine, in: raw.output[...]) else { return nil }
        let output = raw.output[start...]
        let errorStart = onTerminal ? raw.errorOutput.endIndex : Self.end(of: goLine, in: raw.errorOutput[...])
        let errors = raw.errorOutput[(errorStart ?? raw.errorOutput.endIndex)...]
        return ExecutionReply(
            status: raw.status, output: Array(output.prefix(limits.output)),
            errorOutput: Array(errors.prefix(limits.errorOutput)),
            isTruncated: raw.isTruncated || output.count > limits.output || errors.count > limits.errorOutput)
    }
}
