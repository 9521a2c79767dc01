public import FleetModel
public import Secrets

/// Runs whatever an operator asks for on hosts: programs with their arguments, or scripts.
///
/// Unlike a rollout's steps (`Remote`), which run on under their fence when nobody waits for them any more, what is run here
/// ends with the interest in it: at its deadline, and when the task is cancelled, the remote process group is ended.
public protocol Shells: Sendable {
    /// Never throws: every way in which it can end is an outcome.
    func run(_ request: ShellRequest, on host: Host) async -> ShellOutcome
}

/// What to run, as whom, with what on standard input, and how long.
public struct ShellRequest: Sendable {
    public enum Program: Sendable, Equatable {
        /// Reaches the host byte for byte, whatever is in it; nothing is expanded.
        case arguments([String])
        /// For a POSIX shell; it travels on standard input, before `input`, and shows in no list of processes.
        case script(String, arguments: [String] = [])
    }

    public enum Input: Sendable {
        case none
        case bytes([UInt8])
        /// The bytes from an offset on, at most `limit` of them; empty at the end. One source may serve many hosts.
        case source(@concurrent @Sendable (_ offset: Int, _ limit: Int) async throws -> [UInt8])
    }

    public var program: Program
    public var input: Input
    /// As another user; nil: as the one who logs in.
    public var sudo: ShellSudo?
    public var limits: ShellLimits
    /// For everything but connecting.
    public var deadline: TimeSpan
    /// Tells this command's frame from everything else on the host's streams: made anew for each request, and hard to guess.
    public var mark: Nonce

    public init(
        _ program: Program, input: Input = .none, sudo: ShellSudo? = nil, limits: ShellLimits = .standard,
        deadline: TimeSpan, mark: Nonce
    ) {
        self.program = program
        self.input = input
        self.sudo = sudo
        self.limits = limits
        self.deadline = deadline
        self.mark = mark
    }
}

/// To run as another user by sudo.
public struct ShellSudo: Sendable {
    public let user: String
    /// Asked for when the first host wants a password; nil: a host that wants one is a failure.
    public let password: KeptSecret?

    public init(user: String = "root", password: KeptSecret? = nil) {
        self.user = user
        self.password = password
    }
}

/// How much of what a command writes is kept, in bytes.
public struct ShellLimits: Sendable, Hashable {
    public var output: Int
    public var errors: Int

    public init(output: Int, errors: Int) {
        self.output = output
        self.errors = errors
    }

    /// 4 MiB of output, 64 KiB of errors.
    public static let standard = ShellLimits(output: 4 << 20, errors: 64 << 10)
}

/// What became of a request on one host.
public struct ShellOutcome: Sendable, Equatable {
    public enum End: Sendable, Equatable {
        case ended(ShellReply)
        /// Its time was over, or its task cancelled; `isGone`: the remote process group is known to have ended. With what
        /// it had written until then.
        case stopped(String, isGone: Bool, ShellReply?)
        /// The host was reached, and the command certainly did not begin: sudo refused, or no shell answered.
        case refused(String)
        /// The command certainly did not begin: the host was not reached, or did not let us in.
        case unreachable(String)
        /// The connection was lost after the command was sent: it may have happened, in whole or in part.
        case unknown(String)
    }

    public let end: End
    /// Which client carried it: `native`, or `openssh`.
    public let engine: String

    public init(_ end: End, engine: String) {
        self.end = end
        self.engine = engine
    }
}

/// How a command ended, and what it wrote.
public struct ShellReply: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        case exited(Int32)
        /// Named without `SIG`.
        case signalled(String)
    }

    public var status: Status
    public var output: [UInt8]
    public var errors: [UInt8]
    /// True when more was written than is kept.
    public var isTruncated: Bool

    public init(status: Status, output: [UInt8], errors: [UInt8], isTruncated: Bool) {
        self.status = status
        self.output = output
        self.errors = errors
        self.isTruncated = isTruncated
    }
}
