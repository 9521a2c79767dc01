public import SSH
public import Secrets

/// Something to run on a host: what, as whom, with what on standard input, and how long.
public struct Execution: Sendable {
    public enum Program: Hashable, Sendable {
        /// A program and its arguments, byte for byte; no shell looks at them.
        case arguments([String])
        /// Text for `/bin/sh`, with its positional parameters. It travels on standard input, before the input.
        case script(String, arguments: [String] = [])
    }

    /// The longest script, or argument list that has to travel as one, in bytes.
    public static let maximumScriptLength = 1 << 20

    public var program: Program
    public var input: SSHInput
    public var sudo: Sudo?
    public var limits: OutputLimits
    /// For the whole of it, further attempts of sudo included.
    public var deadline: Duration
    /// How long the remote processes have to end by themselves when they are asked to, before they are killed.
    public var grace: Duration
    /// Tells the frame from everything else on the streams: plain letters and digits, hard to guess, not used before.
    public var mark: String

    public init(
        _ program: Program, input: SSHInput = .none, sudo: Sudo? = nil, limits: OutputLimits = .standard,
        deadline: Duration, grace: Duration = GroupEnd.standardGrace, mark: String
    ) {
        self.program = program
        self.input = input
        self.sudo = sudo
        self.limits = limits
        self.deadline = deadline
        self.grace = grace
        self.mark = mark
    }
}

/// To run as another user by sudo(8).
public struct Sudo: Sendable {
    public let user: String
    /// Asked for when sudo wants a password and never before; nil: then that is the end of it.
    public let password: KeptSecret?

    public init(user: String = "root", password: KeptSecret? = nil) {
        self.user = user
        self.password = password
    }
}
