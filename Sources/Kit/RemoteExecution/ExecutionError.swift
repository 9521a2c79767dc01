public import SSH

/// Why a command did not run to its end.
public struct ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// It cannot be sent: it is empty, too long, or holds a NUL byte.
        case invalid
        /// The connection failed; `cause` tells at which stage, and whether the command may have started.
        case connection
        /// The login shell ended without starting it: no shell is allowed, or a start file ends it.
        case noShell
        case sudoMissing
        /// sudo does not let this user do that.
        case sudoRefused
        /// sudo wants a password and there is none.
        case passwordNeeded
        /// sudo did not take the password.
        case passwordRefused
        /// sudo demands a terminal, which carries no input.
        case terminalNeeded
        /// Its time was over.
        case deadline(GroupEnd.Result)
        /// The task was cancelled.
        case cancelled(GroupEnd.Result)
    }

    public let code: Code
    public let reason: String
    public let cause: SSHError?
    /// What a stopped command had written.
    public let partial: ExecutionReply?

    init(_ code: Code, _ reason: String, cause: SSHError? = nil, partial: ExecutionReply? = nil) {
        self.code = code
        self.reason = reason
        self.cause = cause
        self.partial = partial
    }

    /// A connection that failed, or could not be made.
    public init(_ cause: SSHError) { self.init(.connection, cause.description, cause: cause) }

    /// The task was cancelled while nothing had been asked of the host yet.
    public static func cancelledBeforeItBegan(on host: String) -> ExecutionError {
        ExecutionError(.cancelled(.gone), "\(host): cancelled before it began")
    }

    public var description: String { reason }
}
