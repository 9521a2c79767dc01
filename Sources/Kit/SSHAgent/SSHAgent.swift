public import Reactor
public import SSHKeys

/// An ssh-agent behind its socket: holds keys and signs with them, and never shows them.
///
/// Nothing blocks: each question is one connection on the reactor, with a deadline.
public final class SSHAgent: SSHIdentitySource {
    /// How long an agent may take to list its keys, unless it is given its own.
    public static let listDeadline = Duration.seconds(5)
    /// How long it may take to sign: it may ask a person to confirm, or to touch a token.
    public static let signDeadline = Duration.seconds(60)
    /// Questions at the same time; the others wait their turn.
    public static let maximumConnections = 16
    /// How long a list of keys is good for, so that hosts that connect at the same time share it.
    public static let listLifetime = Duration.seconds(10)

    public let socket: String
    private let reactor: Reactor
    private let listDeadline: Duration
    private let places = ConcurrencyLimit(maximumConnections)
    private let list: AgentList

    /// - Parameter socket: the path of its Unix socket. Nobody knocks there before a key is needed.
    public init(socket: String, on reactor: Reactor, listDeadline: Duration = SSHAgent.listDeadline) {
        self.socket = socket
        self.reactor = reactor
        self.listDeadline = listDeadline
        list = AgentList(on: reactor)
    }

    /// Which socket ssh_config's IdentityAgent means: a path, `none`, `SSH_AUTH_SOCK` or another variable as `$NAME`; what
    /// SSH_AUTH_SOCK says where it is not set. Nil for no agent.
    public static func socket(identityAgent: String?, environment: [String: String]) -> String? {
        let path: String? =
            switch identityAgent {
            case nil, "SSH_AUTH_SOCK": environment["SSH_AUTH_SOCK"]
            case "none": nil
            case let name? where name.hasPrefix("$"): environment[variable(name)]
            case let path: path
            }
        return path.flatMap { $0.isEmpty ? nil : $0 }
    }

    public func identities() async throws(SSHKeyError) -> [any SSHIdentity] {
        try await list.keys { [self] () async throws(SSHKeyError) in try await ask() }
            .map { AgentIdentity(key: $0, agent: self) }
    }

    func sign(_ data: [UInt8], by key: AgentMessage.Key, algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        let plain = SignatureAlgorithm.plain(algorithm)
        let message = AgentMessage.sign(data, by: key.publicKey, algorithm: plain)
        let answer = try await exchange(message, within: Self.signDeadline)
        guard let signature = AgentMessage.signature(answer) else { throw failure("the agent refuses to sign", key) }
        guard signature.algorithm == plain else {
            throw failure("the agent signs by \(signature.algorithm) and not by \(plain)", key)
        }
        return signature.bytes
    }

    func name(of key: AgentMessage.Key) -> String {
        let name = key.comment.isEmpty ? key.publicKey.fingerprint : key.comment
        return "\(name) (ssh-agent \(socket))"
    }

    /// Asks now, whatever was listed before.
    func ask() async throws(SSHKeyError) -> [AgentMessage.Key] {
        let answer = try await exchange(AgentMessage.list(), within: listDeadline)
        guard let keys = AgentMessage.keys(answer) else {
            throw SSHKeyError(.agent, "ssh-agent \(socket)", "the agent does not list its keys")
        }
        return keys
    }

    private func exchange(_ message: [UInt8], within limit: Duration) async throws(SSHKeyError) -> [UInt8] {
        guard await places.acquire() else { throw SSHKeyError(.agent, "ssh-agent \(socket)", "cancelled") }
        defer { places.release() }
        return try await AgentConnection(to: socket, on: reactor, until: .now + limit).exchange(message)
    }

    private func failure(_ reason: String, _ key: AgentMessage.Key) -> SSHKeyError {
        SSHKeyError(.signing, name(of: key), reason)
    }

    private static func variable(_ text: String) -> String {
        let name = text.dropFirst()
        return name.hasPrefix("{") && name.hasSuffix("}") ? String(name.dropFirst().dropLast()) : String(name)
    }
}
