import FleetModel
import SSH

/// Which client carries which host: our own wherever it does what `ssh` would do, the `ssh` program elsewhere.
///
/// A rule that asks for OpenSSH says that our own client would do something else than the user's `ssh`, or nothing.
enum EngineRules {
    /// Before the first connection.
    static func choice(_ facts: EngineFacts) -> EngineChoice {
        if let wish = facts.wish { return EngineChoice(wish, because: "cj_ssh_engine says so") }
        for rule in rules {
            if let reason = rule(facts) { return EngineChoice(.openssh, because: reason) }
        }
        return EngineChoice(.native, because: "nothing asks for OpenSSH")
    }

    /// After our own client failed: OpenSSH's turn when it can do what ours cannot, nil when its word is final.
    ///
    /// Never after a host key that does not match, and never after a refused key: another client would only be another
    /// way past the same answer.
    static func choice(after error: SSHError, wish: ConnectionEngine?) -> EngineChoice? {
        guard wish == nil else { return nil }
        return switch error.code {
        case .noCommonAlgorithm:
            EngineChoice(.openssh, because: "our own client and the server have no algorithm in common")
        case .needsOpenSSH: EngineChoice(.openssh, because: error.reason)
        default: nil
        }
    }

    private typealias Rule = @Sendable (EngineFacts) -> String?

    private static let rules: [Rule] = [
        { keys($0) }, { gssapi($0) }, { methods($0) },
        { $0.isKnownByAuthorityOnly ? "the host's key is known by a @cert-authority only" : nil },
        { settings($0) },
    ]

    /// Keys that our own client cannot use, when there is no other.
    private static func keys(_ facts: EngineFacts) -> String? {
        if facts.keyTypes.isEmpty, facts.hasTokenKeys, !facts.hasAgent { return "all keys are on security tokens" }
        let reasons = facts.keyTypes.map { unusable($0, facts.libssh2) }
        guard let first = reasons.first, reasons.allSatisfy({ $0 != nil }) else { return nil }
        return first
    }

    private static func unusable(_ type: String, _ library: LibraryVersion) -> String? {
        if type.hasPrefix("sk-") { return "\(type) is a key on a security token" }
        guard type.contains("-cert-"), !type.hasPrefix("ecdsa-"), library < .withCertificates else { return nil }
        return "libssh2 \(library.major).\(library.minor) cannot use \(type)"
    }

    /// Debian's ssh_config allows GSSAPI everywhere, so that alone means nothing.
    private static func gssapi(_ facts: EngineFacts) -> String? {
        if facts.settings["preferredauthentications"]?.lowercased().hasPrefix("gssapi") == true {
            return "PreferredAuthentications begins with GSSAPI"
        }
        let isOn = facts.settings["gssapiauthentication"]?.lowercased() == "yes"
        return isOn && facts.keyTypes.isEmpty ? "GSSAPIAuthentication is on, and there is no key to offer" : nil
    }

    /// GSSAPI and hostbased are `ssh`'s alone.
    private static func methods(_ facts: EngineFacts) -> String? {
        guard let list = facts.settings["preferredauthentications"], SSHLoginMethod.list(list.lowercased()).isEmpty
        else {
            return nil
        }
        return "PreferredAuthentications \(list) names nothing that our own client does"
    }

    private static let revokedKeys = "revokedhostkeys"

    /// Settings that our own client does not carry out, by the values which switch them off.
    private static let delegated: [(keyword: String, name: String, off: Set<String>)] = [
        ("pkcs11provider", "PKCS11Provider", ["none"]),
        ("securitykeyprovider", "SecurityKeyProvider", ["internal", "none"]),
        ("proxyusefdpass", "ProxyUseFdpass", ["no"]),
        ("verifyhostkeydns", "VerifyHostKeyDNS", ["no", "false"]),
        ("knownhostscommand", "KnownHostsCommand", ["none"]),
        (revokedKeys, "RevokedHostKeys", ["none"]),
        ("forwardagent", "ForwardAgent", ["no"]),
        ("ciphers", "Ciphers", []),
        ("macs", "MACs", []),
        ("kexalgorithms", "KexAlgorithms", []),
        ("addressfamily", "AddressFamily", ["any"]),
        ("bindaddress", "BindAddress", []),
        ("bindinterface", "BindInterface", []),
    ]

    private static func settings(_ facts: EngineFacts) -> String? {
        for (keyword, name, off) in delegated {
            guard let value = facts.settings[keyword], !off.contains(value.lowercased()) else { continue }
            return "ssh_config sets \(name) \(value)"
        }
        // What else is said of bastions shows when one of them is connected to; a revoked key would not.
        let revoked = facts.bastions.compactMap { $0[revokedKeys] }.first { $0.lowercased() != "none" }
        return revoked.map { "ssh_config sets RevokedHostKeys \($0) for a bastion" }
    }
}
