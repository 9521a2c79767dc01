/// How a command ended and what it wrote.
public struct SSHReply: Hashable, Sendable {
    /// A server that closes the channel and tells neither reads as exit code 0: libssh2 does not show the difference.
    /// sshd always tells; who must be sure ends the command's output with a mark of its own.
    public enum Status: Hashable, Sendable {
        case exited(Int32)
        /// Ended by a signal, named without `SIG`.
        case signalled(String)
    }

    public var status: Status
    public var output: [UInt8]
    public var errorOutput: [UInt8]
    /// True when one of the two was longer than its limit; the rest was read and dropped.
    public var isTruncated: Bool

    public init(status: Status, output: [UInt8], errorOutput: [UInt8], isTruncated: Bool) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
        self.isTruncated = isTruncated
    }
}

/// How much of a command's output is kept, in bytes.
public struct OutputLimits: Hashable, Sendable {
    public var output: Int
    public var errorOutput: Int

    public init(output: Int, errorOutput: Int) {
        self.output = output
        self.errorOutput = errorOutput
    }

    /// 4 MiB of output, 64 KiB of errors.
    public static let standard = OutputLimits(output: 4 << 20, errorOutput: 64 << 10)
}
