import SSHKeys
import Testing

@testable import SSH

@Suite("How a key is offered")
struct KeyOfferTests {
    private static let openSSH = "SSH-2.0-OpenSSH_9.2p1 Debian-2"
    private static let dropbear = "SSH-2.0-dropbear_2022.83"

    private func key(_ type: String) throws -> HostKey {
        var writer = WireWriter()
        writer.writeString(type.utf8)
        writer.writeString([1, 0, 1])
        writer.writeString([7, 7, 7])
        return try #require(HostKey(blob: writer.bytes))
    }

    @Test(
        "keys and certificates that every libssh2 can sign for go as they are",
        arguments: ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521-cert-v01@openssh.com"], [true, false])
    func asTheyAre(_ type: String, _ isModern: Bool) throws {
        let key = try key(type)
        for banner in [Self.openSSH, Self.dropbear] {
            #expect(KeyOffer(key, to: banner, isModern: isModern) == .offered(key.blob))
        }
    }

    @Test("an old libssh2 offers RSA under the name of its signature, and to OpenSSH only")
    func relabelled() throws {
        let rsa = try key("ssh-rsa")
        #expect(KeyOffer(rsa, to: Self.openSSH, isModern: false) == .offered(try key("rsa-sha2-512").blob))
        #expect(KeyOffer(rsa, to: Self.openSSH, isModern: true) == .offered(rsa.blob))
        #expect(KeyOffer(rsa, to: Self.dropbear, isModern: true) == .offered(rsa.blob))
        guard case .impossible(let reason) = KeyOffer(rsa, to: Self.dropbear, isModern: false) else {
            Issue.record("Dropbear does not know the name")
            return
        }
        #expect(reason.contains(Self.dropbear))
    }

    @Test(
        "OpenSSH is told by its banner",
        arguments: [
            ("SSH-2.0-OpenSSH_7.2", true), ("SSH-2.0-OpenSSH_7.10", true), ("SSH-2.0-OpenSSH_10.0p2", true),
            ("SSH-2.0-OpenSSH_7.1p2", false), ("SSH-2.0-OpenSSH_6.9", false), ("SSH-2.0-OpenSSH", false),
            ("SSH-2.0-OpenSSH_", false), ("SSH-2.0-Go", false), ("", false),
        ])
    func banners(_ banner: String, _ isNewEnough: Bool) {
        #expect(KeyOffer.isOpenSSHWithSHA2(banner) == isNewEnough)
    }

    @Test(
        "what libssh2 cannot sign for is left to OpenSSH",
        arguments: [
            ("ssh-ed25519-cert-v01@openssh.com", false), ("ssh-rsa-cert-v01@openssh.com", false),
            ("sk-ssh-ed25519@openssh.com", true), ("sk-ecdsa-sha2-nistp256@openssh.com", false), ("ssh-dss", true),
        ])
    func impossible(_ type: String, _ isModern: Bool) throws {
        guard case .impossible = KeyOffer(try key(type), to: Self.openSSH, isModern: isModern) else {
            Issue.record("\(type) was offered")
            return
        }
    }
}
