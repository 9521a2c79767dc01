import FleetModel
import SSH
import Testing

@testable import SSHRemote

@Suite("Which client carries a host")
struct EngineRulesTests {
    @Test("our own, unless something asks for OpenSSH", arguments: Case.all)
    func choice(_ example: Case) {
        let choice = EngineRules.choice(example.facts)
        #expect(choice.engine == example.engine, "\(choice.reason)")
        #expect(choice.reason.contains(example.reason), "\(choice.reason)")
    }

    @Test("OpenSSH gets its turn after a failure only where it can do more", arguments: Self.codes)
    func afterFailure(_ code: SSHError.Code, _ isDelegated: Bool) {
        let error = SSHError(code, .handshake, "host", "a reason")
        #expect((EngineRules.choice(after: error, wish: nil)?.engine == .openssh) == isDelegated)
        #expect(EngineRules.choice(after: error, wish: .native) == nil)
    }

    static let codes: [(SSHError.Code, Bool)] = [
        (.noCommonAlgorithm, true), (.needsOpenSSH, true), (.hostKeyChanged, false), (.hostKeyRevoked, false),
        (.hostKeyUnknown, false), (.authenticationRefused, false), (.unusableKey, false), (.refused, false),
        (.timedOut, false), (.lostBeforeRequest, false), (.lostAfterRequest, false), (.notSSH, false),
    ]

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let facts: EngineFacts
        let engine: ConnectionEngine
        var reason = ""
        var testDescription: String { name }

        init(
            _ name: String, _ engine: ConnectionEngine, _ reason: String = "", libssh2: String = "1.10.0",
            _ change: (inout EngineFacts) -> Void
        ) {
            var facts = EngineFacts(libssh2: LibraryVersion(libssh2))
            change(&facts)
            (self.name, self.facts, self.engine, self.reason) = (name, facts, engine, reason)
        }

        static let all: [Case] =
            keys + settings + [
                Case("nothing said", .native, "nothing asks") { _ in },
                Case("forced native beats every rule", .native, "cj_ssh_engine") {
                    $0.wish = .native
                    $0.keyTypes = ["sk-ssh-ed25519@openssh.com"]
                },
                Case("forced OpenSSH", .openssh, "cj_ssh_engine") { $0.wish = .openssh },
                Case("a bastion's revoked keys", .openssh, "for a bastion") {
                    ($0.keyTypes, $0.bastions) = (["ssh-ed25519"], [[:], ["revokedhostkeys": "/etc/ssh/revoked"]])
                },
                Case("known by an authority only", .openssh, "@cert-authority") { $0.isKnownByAuthorityOnly = true },
            ]

        private static let keys: [Case] = [
            Case("a token's key alone", .openssh, "security token") { $0.keyTypes = ["sk-ssh-ed25519@openssh.com"] },
            Case("nothing but keys in files that lead to tokens", .openssh, "security tokens") {
                $0.hasTokenKeys = true
            },
            Case("the same, and an agent that may hold others", .native) {
                ($0.hasTokenKeys, $0.hasAgent) = (true, true)
            },
            Case("a file that leads to a token, beside a plain key", .native) {
                ($0.hasTokenKeys, $0.keyTypes) = (true, ["ssh-ed25519"])
            },
            Case("a token's key beside a plain one", .native) {
                $0.keyTypes = ["sk-ecdsa-sha2-nistp256@openssh.com", "ssh-ed25519"]
            },
            Case("an Ed25519 certificate with 1.10", .openssh, "libssh2 1.10") {
                $0.keyTypes = ["ssh-ed25519-cert-v01@openssh.com"]
            },
            Case("an Ed25519 certificate with 1.11", .native, libssh2: "1.11.1") {
                $0.keyTypes = ["ssh-ed25519-cert-v01@openssh.com"]
            },
            Case("an RSA certificate with 1.10", .openssh) { $0.keyTypes = ["ssh-rsa-cert-v01@openssh.com"] },
            Case("an ECDSA certificate", .native) { $0.keyTypes = ["ecdsa-sha2-nistp256-cert-v01@openssh.com"] },
            Case("Debian's GSSAPI default with a key", .native) {
                $0.keyTypes = ["ssh-ed25519"]
                $0.settings = ["gssapiauthentication": "yes"]
            },
            Case("GSSAPI without any key", .openssh, "GSSAPI") { $0.settings = ["gssapiauthentication": "yes"] },
            Case("methods of which none is ours", .openssh, "names nothing that our own client does") {
                $0.keyTypes = ["ssh-ed25519"]
                $0.settings = ["preferredauthentications": "hostbased"]
            },
            Case("a password preferred", .native) { $0.settings = ["preferredauthentications": "password"] },
            Case("GSSAPI preferred", .openssh, "PreferredAuthentications") {
                $0.keyTypes = ["ssh-ed25519"]
                $0.settings = ["preferredauthentications": "gssapi-with-mic,publickey"]
            },
        ]

        private static let settings: [Case] = [
            ("pkcs11provider", "/usr/lib/token.so", .openssh), ("pkcs11provider", "none", .native),
            ("addressfamily", "inet6", .openssh), ("addressfamily", "any", .native),
            ("bindaddress", "10.0.0.1", .openssh),
            ("proxyusefdpass", "yes", .openssh), ("proxyusefdpass", "no", .native),
            ("verifyhostkeydns", "ask", .openssh), ("verifyhostkeydns", "no", .native),
            ("knownhostscommand", "/bin/x %H", .openssh), ("forwardagent", "yes", .openssh),
            ("revokedhostkeys", "/etc/ssh/revoked", .openssh), ("revokedhostkeys", "none", .native),
            ("forwardagent", "no", .native), ("ciphers", "aes128-ctr", .openssh), ("connecttimeout", "5", .native),
        ].map { keyword, value, engine in
            Case("\(keyword) \(value)", engine) {
                $0.keyTypes = ["ssh-ed25519"]
                $0.settings = [keyword: value]
            }
        }
    }
}
