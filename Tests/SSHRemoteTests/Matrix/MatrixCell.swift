import FleetModel

@testable import SSHRemote

/// One meeting of a server and a user, and what has to come of it.
struct MatrixCell: Sendable, Hashable, CustomStringConvertible {
    /// As `LoopbackSSH.makeKey` takes them.
    enum HostKey: String, CaseIterable { case ed25519, ecdsa = "ecdsa-256", rsa }

    enum UserKey: String, CaseIterable {
        case ed25519
        case ecdsa256 = "ecdsa-256"
        case ecdsa384 = "ecdsa-384"
        case ecdsa521 = "ecdsa-521"
        case rsa
        /// An Ed25519 key that the server has never heard of.
        case stranger
    }

    /// What the server allows.
    enum Restriction: String, CaseIterable {
        case standard, gcmOnly, etmOnly, diffieHellmanOnly, postQuantumOnly

        /// Lines of sshd_config.
        var settings: [String] {
            switch self {
            case .standard: []
            case .gcmOnly: ["Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com"]
            case .etmOnly:
                ["Ciphers aes128-ctr,aes256-ctr", "MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"]
            case .diffieHellmanOnly: ["KexAlgorithms diffie-hellman-group14-sha256,diffie-hellman-group16-sha512"]
            case .postQuantumOnly: ["KexAlgorithms sntrup761x25519-sha512@openssh.com"]
            }
        }
    }

    enum Expectation: Hashable {
        case loggedIn(by: ConnectionEngine)
        /// No engine gets in; the message holds this.
        case refused(String)
    }

    var hostKey: HostKey
    var userKey: UserKey
    var restriction: Restriction
    /// What the inventory asks for.
    var wish: ConnectionEngine?

    static let sizes = [
        HostKey.allCases.count, UserKey.allCases.count, Restriction.allCases.count, wishes.count,
    ]
    private static let wishes: [ConnectionEngine?] = [nil, .native, .openssh]

    init(_ indices: [Int]) {
        hostKey = HostKey.allCases[indices[0]]
        userKey = UserKey.allCases[indices[1]]
        restriction = Restriction.allCases[indices[2]]
        wish = Self.wishes[indices[3]]
    }

    var description: String {
        "\(hostKey) host key, \(userKey) user key, \(restriction) server, engine \(wish?.rawValue ?? "by rules")"
    }

    /// The rules of the house, written down a second time.
    ///
    /// - Parameter isModern: whether libssh2 is 1.11 or newer.
    func expectation(isModern: Bool) -> Expectation {
        let needsOpenSSH =
            switch restriction {
            case .standard: hostKey == .rsa && !isModern
            case .gcmOnly, .etmOnly: !isModern
            // Left out on purpose: its arithmetic would hold up every other session of the thread.
            case .diffieHellmanOnly: true
            case .postQuantumOnly: true
            }
        if needsOpenSSH, wish == .native { return .refused("offers no key exchange, host key, cipher or MAC") }
        let engine = wish ?? (needsOpenSSH ? .openssh : .native)
        guard userKey != .stranger else {
            return .refused(engine == .native ? "the server accepts none of" : "Permission denied")
        }
        return .loggedIn(by: engine)
    }
}
