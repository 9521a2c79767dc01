public import SSHKeys

/// Why a connection or a command failed; names the host and the stage.
public struct SSHError: Error, Hashable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// What the inventory or ssh_config says of the host cannot be carried out.
        case configuration
        /// The user's keys cannot be used: unreadable, encrypted, or of a kind not supported.
        case unusableKey
        /// The command cannot be sent: it holds a NUL byte, or is too long.
        case invalidCommand
        /// The host's name has no address.
        case resolve
        /// Nobody listens there.
        case refused
        /// No route to the host.
        case unreachable
        /// What answered does not speak SSH.
        case notSSH
        /// The server takes no connection of ours at present: too many logins are under way, or it punishes earlier ones.
        case turnedAway
        /// The server offers no algorithm that we accept.
        case noCommonAlgorithm
        /// Only the `ssh` program can do it: a hardware key, a certificate that libssh2 cannot use, a certified host key.
        case needsOpenSSH
        case hostKeyUnknown
        case hostKeyChanged
        case hostKeyRevoked
        /// The server accepted none of the keys.
        case authenticationRefused
        /// The server accepts no further command on this connection, or none at all.
        case requestRefused
        /// A bastion has not decided about an earlier host yet; another connection to it may serve.
        case hopBusy
        /// The deadline passed before the command was requested.
        case timedOut
        /// The connection broke before the command was requested.
        case lostBeforeRequest
        /// The task was cancelled before the command was requested.
        case cancelled
        /// The session is closed: by its owner, or by an earlier failure.
        case closed
        /// The system is out of descriptors, threads or memory.
        case system

        /// The deadline passed after the command was requested: its outcome is unknown.
        case timedOutAfterRequest
        /// The connection broke after the command was requested: its outcome is unknown.
        case lostAfterRequest
        /// The task was cancelled after the command was requested: its outcome is unknown.
        case cancelledAfterRequest
        /// The source of the command's input failed after the command was requested: its outcome is unknown.
        case inputFailed

        /// Whether the command may have been started, wholly or in part. When it may, only looking tells.
        public var commandMayHaveStarted: Bool {
            switch self {
            case .timedOutAfterRequest, .lostAfterRequest, .cancelledAfterRequest, .inputFailed: true
            case .configuration, .unusableKey, .invalidCommand, .resolve, .refused, .unreachable, .notSSH, .turnedAway,
                .noCommonAlgorithm, .needsOpenSSH, .hostKeyUnknown, .hostKeyChanged, .hostKeyRevoked,
                .authenticationRefused, .requestRefused, .hopBusy, .timedOut, .lostBeforeRequest, .cancelled, .closed,
                .system:
                false
            }
        }
    }

    /// How far it came.
    public enum Stage: String, Hashable, Sendable {
        case route = "finding the way"
        case credentials = "reading the keys"
        case resolve = "looking up the name"
        case connect = "connecting"
        case handshake = "agreeing on keys"
        case verify = "verifying the host key"
        case authenticate = "authenticating"
        case open = "opening a channel"
        case request = "requesting the command"
        case run = "running the command"
    }

    public let code: Code
    public let stage: Stage
    /// The server as `address` or `address port N`; for keys the file.
    public let host: String
    public let reason: String

    /// - Parameters:
    ///   - host: the server as `address` or `address port N`; for keys the file.
    ///   - reason: completes the sentence that the stage begins.
    public init(_ code: Code, _ stage: Stage, _ host: String, _ reason: String) {
        self.code = code
        self.stage = stage
        self.host = host
        self.reason = reason
    }

    /// A key that cannot be used, with the remedy where there is one.
    public init(_ error: SSHKeyError) {
        let remedy = error.code == .exposed ? "; run: chmod 600 \(ShellWord.quote(error.source))" : ""
        let code = error.code == .needsOpenSSH ? Code.needsOpenSSH : .unusableKey
        self.init(code, .credentials, error.source, error.reason + remedy)
    }

    public var description: String { "\(host): \(stage.rawValue): \(reason)" }
}
