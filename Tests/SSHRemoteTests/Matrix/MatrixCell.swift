import FleetModel
import LoopbackSSH

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

    /// Where the private half is.
    enum Holder: String, CaseIterable {
        case file
        /// In a file with a passphrase, which a program is asked for.
        case encrypted
        /// With an ssh-agent, and only the public half is named.
        case agent
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

    /// What the command is run by, and what the user may do there.
    enum Elevation: String, CaseIterable {
        /// The user alone.
        case none
        /// sudo asks for nothing, asks for a password, lets nobody in, or wants a terminal.
        case free, asked, barred, terminal

        /// The account that has these rights.
        var user: LoopbackSudo.User {
            switch self {
            case .none, .barred: .barred
            case .free: .free
            case .asked: .asked
            case .terminal: .terminal
            }
        }
    }

    enum Expectation: Hashable {
        case ranAs(String, by: ConnectionEngine)
        /// It did not begin; the message holds this.
        case refused(String)
    }

    var hostKey: HostKey
    var userKey: UserKey
    var holder: Holder
    var restriction: Restriction
    /// How many bastions lie before it.
    var depth: Int
    var elevation: Elevation
    /// What the inventory asks for.
    var wish: ConnectionEngine?

    /// All factors but what the inventory asks for, which only the sample varies.
    static let sizesByRules = [
        HostKey.allCases.count, UserKey.allCases.count, Holder.allCases.count, Restriction.allCases.count, 3,
        Elevation.allCases.count,
    ]
    static let sizes = sizesByRules + [wishes.count]
    private static let wishes: [ConnectionEngine?] = [nil, .native, .openssh]

    init(_ indices: [Int]) {
        hostKey = HostKey.allCases[indices[0]]
        userKey = UserKey.allCases[indices[1]]
        holder = Holder.allCases[indices[2]]
        restriction = Restriction.allCases[indices[3]]
        depth = indices[4]
        elevation = Elevation.allCases[indices[5]]
        wish = indices.count > 6 ? Self.wishes[indices[6]] : nil
    }

    var description: String {
        "\(hostKey) host key, \(userKey) user key in \(holder), \(restriction) server behind \(depth) bastions, "
            + "sudo \(elevation), engine \(wish?.rawValue ?? "by rules")"
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
        return switch elevation {
        case .none: .ranAs(elevation.user.rawValue, by: engine)
        case .free, .asked: .ranAs("root", by: engine)
        case .barred: .refused("sudo")
        case .terminal: engine == .native ? .ranAs("root", by: engine) : .refused("gives a command no terminal")
        }
    }
}
