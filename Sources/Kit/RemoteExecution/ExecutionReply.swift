public import SSH

/// How a command ended and what it wrote; what came before it (a shell's start files, sudo) is kept apart.
public struct ExecutionReply: Hashable, Sendable {
    public var status: SSHReply.Status
    public var output: [UInt8]
    public var errorOutput: [UInt8]
    /// True when one of the two was longer than its limit; the rest was read and dropped.
    public var isTruncated: Bool

    public init(status: SSHReply.Status, output: [UInt8], errorOutput: [UInt8], isTruncated: Bool) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
        self.isTruncated = isTruncated
    }
}
