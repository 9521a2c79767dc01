import Files
import OpenSSHFiles
import SSH
import SSHKeys
import Testing

@Suite("known_hosts as OpenSSH reads it")
struct KnownHostsTests {
    let one: SampleKey
    let two: SampleKey
    let ecdsa: SampleKey

    init() throws {
        one = try SampleKey(seed: 1)
        two = try SampleKey(seed: 2)
        ecdsa = try SampleKey("ecdsa-sha2-nistp256", seed: 3)
    }

    private func hosts(_ lines: String...) -> KnownHosts {
        var hosts = KnownHosts()
        hosts.add(Array(lines.joined(separator: "\n").utf8), file: "known_hosts")
        return hosts
    }

    private func verdict(_ hosts: KnownHosts, _ key: SampleKey, _ address: String = "a.example", port: UInt16 = 22)
        -> String
    {
        switch hosts.verify(key.key, address: address, port: port) {
        case .trusted: "trusted"
        case .unknown: "unknown"
        case .needsOpenSSH: "needs ssh"
        case .changed: "changed"
        case .revoked: "revoked"
        }
    }

    @Test("a listed key is trusted, another one has changed, another host is unknown")
    func plain() {
        let hosts = hosts("a.example,10.0.0.1 \(one.text) comment with spaces")
        #expect(verdict(hosts, one) == "trusted")
        #expect(verdict(hosts, one, "A.Example") == "trusted")
        #expect(verdict(hosts, one, "10.0.0.1") == "trusted")
        #expect(verdict(hosts, two) == "changed")
        #expect(verdict(hosts, ecdsa) == "changed")
        #expect(verdict(hosts, one, "b.example") == "unknown")
    }

    @Test("a host may have several keys, in several lines and files")
    func several() {
        var hosts = hosts("a.example \(one.text)", "a.example \(ecdsa.text)")
        hosts.add(Array("a.example \(two.text)\n".utf8), file: "global")
        for key in [one, two, ecdsa] { #expect(verdict(hosts, key) == "trusted") }
        #expect(hosts.knownKeyTypes(address: "a.example", port: 22) == ["ssh-ed25519", "ecdsa-sha2-nistp256"])
    }

    @Test("another port is another name, and falls back to the bare host where nothing is known under it")
    func ports() {
        let hosts = hosts("[a.example]:2222 \(one.text)", "a.example \(two.text)")
        #expect(verdict(hosts, one, port: 2222) == "trusted")
        #expect(verdict(hosts, two, port: 2222) == "changed")
        #expect(verdict(hosts, two, port: 2200) == "trusted")
        #expect(verdict(hosts, one, port: 2200) == "unknown")
        #expect(verdict(hosts, one) == "changed")
        #expect(verdict(hosts, two) == "trusted")
        #expect(hosts.knownKeyTypes(address: "a.example", port: 2200) == ["ssh-ed25519"])
    }

    @Test("an IPv6 address and its port")
    func ipv6() {
        let hosts = hosts("[fe80::1]:2222 \(one.text)", "fe80::2 \(two.text)")
        #expect(verdict(hosts, one, "FE80::1", port: 2222) == "trusted")
        #expect(verdict(hosts, two, "fe80::2") == "trusted")
    }

    @Test("hashed names are found, changed and unknown like plain ones")
    func hashedNames() {
        let hosts = hosts(
            "\(hashed("a.example", salt: 7)) \(one.text)", "\(hashed("[b.example]:2222", salt: 8)) \(two.text)")
        #expect(verdict(hosts, one) == "trusted")
        #expect(verdict(hosts, two) == "changed")
        #expect(verdict(hosts, two, "b.example", port: 2222) == "trusted")
        #expect(verdict(hosts, one, "b.example", port: 2222) == "changed")
        #expect(verdict(hosts, one, "c.example") == "unknown")
        #expect(hosts.knownKeyTypes(address: "b.example", port: 2222) == ["ssh-ed25519"])
    }

    @Test("wildcards match and a negation excludes, whatever its place in the list")
    func patterns() {
        let hosts = hosts("*.example,!b.example,10.0.?.1 \(one.text)", "!c.test,*.test \(two.text)")
        #expect(verdict(hosts, one, "a.example") == "trusted")
        #expect(verdict(hosts, one, "deep.a.example") == "trusted")
        #expect(verdict(hosts, one, "b.example") == "unknown")
        #expect(verdict(hosts, one, "10.0.7.1") == "trusted")
        #expect(verdict(hosts, one, "10.0.77.1") == "unknown")
        #expect(verdict(hosts, two, "d.test") == "trusted")
        #expect(verdict(hosts, two, "c.test") == "unknown")
        #expect(verdict(hosts, one, "[x.example]:2222") == "unknown")
    }

    @Test(
        "a revoked key never matches, whatever else is said of it",
        arguments: ["* ", "a.example ", "\(hashed("a.example", salt: 9)) "])
    func revoked(_ names: String) {
        let hosts = hosts("a.example \(one.text)", "a.example \(two.text)", "@revoked \(names)\(one.text)")
        #expect(verdict(hosts, one) == "revoked")
        #expect(verdict(hosts, two) == "trusted")
        #expect(verdict(hosts, one, port: 2222) == "revoked")
    }

    @Test("a key revoked for another host is none of this one's business")
    func revokedElsewhere() {
        let hosts = hosts("a.example \(one.text)", "@revoked b.example \(one.text)")
        #expect(verdict(hosts, one) == "trusted")
    }

    @Test("a certificate authority alone is a case of its own, whatever the key, with the line that says it")
    func authority() throws {
        let hosts = hosts("@cert-authority *.example \(two.text)")
        guard case .needsOpenSSH(let reason) = hosts.verify(one.key, address: "a.example", port: 22) else {
            Issue.record("a host with nothing but a certificate authority was not called so")
            return
        }
        #expect(reason.contains("known_hosts:1") && reason.contains("certificate"))
        #expect(verdict(hosts, two) == "needs ssh")
        #expect(verdict(hosts, one, port: 2222) == "needs ssh")
        #expect(verdict(hosts, one, "a.test") == "unknown")
        #expect(hosts.knownKeyTypes(address: "a.example", port: 22) == [])
        #expect(hosts.isKnownByAuthorityOnly(address: "a.example", port: 22))
        #expect(!hosts.isKnownByAuthorityOnly(address: "a.test", port: 22))
    }

    @Test("a certificate authority makes no changed or revoked key better")
    func authorityAndOthers() {
        let authority = "@cert-authority * \(ecdsa.text)"
        #expect(verdict(hosts(authority, "a.example \(two.text)"), one) == "changed")
        #expect(verdict(hosts(authority, "\(hashed("a.example", salt: 3)) \(two.text)"), one) == "changed")
        #expect(verdict(hosts(authority, "@revoked * \(one.text)"), one) == "revoked")
        #expect(
            !hosts(authority, "a.example \(two.text)").isKnownByAuthorityOnly(address: "a.example", port: 22))
    }

    @Test("the host's own key is trusted beside a certificate authority")
    func authorityAndKey() {
        #expect(verdict(hosts("@cert-authority * \(two.text)", "a.example \(one.text)"), one) == "trusted")
    }

    @Test("a bad line is reported with its number and reason, and the others count")
    func badLines() {
        let hosts = hosts(
            "# comment", "", "   ", "a.example", "a.example ssh-ed25519", "a.example ssh-ed25519 !!!!",
            "a.example ssh-rsa \(one.text.split(separator: " ")[1])", "@future a.example \(one.text)",
            "|1|c2hvcnQ=|c2hvcnQ= \(one.text)", "|2|a|b \(one.text)", "a.example 1024 35 1234567",
            "\ta.example \(two.text)\r")
        #expect(
            hosts.problems.map { "\($0.line) \($0.reason)" } == [
                "4 not enough fields", "5 not enough fields", "6 malformed key",
                "7 the key is not of the type that the line names", "8 unknown marker",
                "9 malformed hash of a host name", "10 malformed hash of a host name", "11 malformed key",
            ])
        #expect(verdict(hosts, two) == "trusted")
        #expect(verdict(hosts, one) == "changed")
        #expect(hosts.problems.first?.description == "known_hosts:4: not enough fields")
        // Whoever misses a line is told of those that were skipped.
        guard case .unknown(let reason) = hosts.verify(one.key, address: "b.example", port: 22) else {
            Issue.record("nothing is known of it")
            return
        }
        #expect(reason.hasSuffix(" (known_hosts:4 is skipped: not enough fields; 7 more are)"), "\(reason)")
    }

    @Test("a changed key's message names both keys and the line")
    func message() {
        guard
            case .changed(let text) = hosts("", "a.example \(one.text)").verify(two.key, address: "a.example", port: 22)
        else {
            Issue.record("a changed key was not called changed")
            return
        }
        #expect(
            text.contains(one.key.fingerprint) && text.contains(two.key.fingerprint) && text.contains("known_hosts:2"))
    }

    @Test("a missing file is skipped, an unreadable one is an error")
    func files() throws {
        let directory = try TemporaryDirectory(prefix: "known-hosts-")
        let path = directory.file("known_hosts")
        try AtomicFile.write(Array("a.example \(one.text)\n".utf8), to: path)
        let hosts = try KnownHosts.load([directory.file("none"), path])
        #expect(verdict(hosts, one) == "trusted")
        #expect(throws: FileError.self) { _ = try KnownHosts.load([directory.path]) }
    }
}
