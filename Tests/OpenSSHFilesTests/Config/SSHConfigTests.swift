import Files
import OpenSSHFiles
import Testing

@Suite("ssh_config")
struct SSHConfigTests {
    private static let asker = SSHConfig.Asker(user: "me", home: "/users/me")

    private func settings(_ text: String, _ alias: String = "a") async throws -> SSHSettings {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let path = directory.file("config")
        try AtomicFile.write(Array(text.utf8), to: path)
        let config = try SSHConfig(asker: Self.asker, instead: path)
        return try await SSHConfigResolver(config, programs: 1).settings(alias)
    }

    private let names = SSHSettings.Names(hostName: "h.test", port: 2222, user: "u", asker: asker)

    @Test("files have their home, tokens and variables replaced")
    func files() async throws {
        let text = "IdentityFile ~/.ssh/%r@%h-%p\nIdentityFile none\nCertificateFile \"%d/c %% %n\"\nHostKeyAlias k\n"
        let settings = try await settings(text)
        #expect(try settings.files("identityfile", names) == ["/users/me/.ssh/u@h.test-2222"])
        #expect(try settings.files("certificatefile", names) == ["/users/me/c % a"])
    }

    @Test(
        "a value that ssh would refuse is named with its place",
        arguments: [
            ("Port 70000", "config:1: port 70000 is no port"),
            ("IdentityFile %Z", "config:1: '%Z' holds %Z, which is not known here"),
            ("ConnectTimeout soon", "config:1: connecttimeout soon is no time"),
            (
                "StrictHostKeyChecking maybe",
                "config:1: stricthostkeychecking maybe is not among yes, no, accept-new and ask"
            ),
        ])
    func values(_ text: String, _ message: String) async throws {
        let settings = try await settings(text)
        let error = #expect(throws: SSHConfigError.self) {
            _ = try settings.port()
            _ = try settings.files("identityfile", names)
            _ = try settings.time("connecttimeout")
            _ = try settings.hostKeyChecking()
        }
        #expect(error?.description.hasSuffix(message) == true)
    }

    @Test(
        "a line that means nothing is named with its place",
        arguments: ["Host", "User \"open", "Match planet mars", "Match host"])
    func lines(_ line: String) async throws {
        let error = await #expect(throws: SSHConfigError.self) { try await settings("User x\n\(line)\n") }
        #expect(error?.code == .syntax && error?.place.hasSuffix("config:2") == true)
    }

    @Test("a name that is more than a word to a shell does not get into a command")
    func shell() async throws {
        let settings = try await settings("ProxyCommand nc %h %p")
        let setting = try #require(settings["proxycommand"])
        #expect(try settings.command(setting, names) == "nc h.test 2222")
        var names = names
        names.hostName = "h;reboot"
        #expect(throws: SSHConfigError.self) { try settings.command(setting, names) }
        names.hostName = "-oX"
        #expect(throws: SSHConfigError.self) { try settings.command(setting, names) }
    }

    @Test(
        "hosts to jump over are read in all their forms",
        arguments: [
            ("h", "h"), ("u@h:22", "u@h:22"), ("ssh://u@h:22", "u@h:22"), ("[fe80::1]:22,h2", "fe80::1:22 h2"),
            ("fe80::1", "fe80::1"), ("a@b@h", "a@b@h"),
        ])
    func jumps(_ text: String, _ hops: String) throws {
        let found = try #require(try JumpHop.list(text, place: "config:1"))
        let shown = found.map { hop in
            "\(hop.user.map { "\($0)@" } ?? "")\(hop.host)\(hop.port.map { ":\($0)" } ?? "")"
        }
        #expect(shown.joined(separator: " ") == hops)
    }

    @Test(
        "what is no host to jump over is refused",
        arguments: ["", "h,", "h:0", "h:x", "-oProxyCommand=x", "@h", "$(x)"])
    func wrongJumps(_ text: String) {
        #expect(throws: SSHConfigError.self) { try JumpHop.list(text, place: "config:1") }
    }

    @Test("a user's file that others may write to is refused, a missing one says nothing")
    func permissions() async throws {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let asker = SSHConfig.Asker(user: "me", home: directory.path)
        _ = try SSHConfig(asker: asker)
        try Directory.make(directory.file(".ssh"))
        try AtomicFile.write(Array("User x\n".utf8), to: directory.file(".ssh/config"))
        try File.setMode(directory.file(".ssh/config"), 0o666)
        let error = #expect(throws: SSHConfigError.self) { try SSHConfig(asker: asker) }
        #expect(error?.code == .file && error?.description.contains("chmod 600") == true)
        try File.setMode(directory.file(".ssh/config"), 0o600)
        let settings = try await SSHConfigResolver(try SSHConfig(asker: asker), programs: 1).settings("a")
        #expect(settings["user"]?.text == "x")
    }

    @Test("a file that includes itself is refused")
    func loop() async throws {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let path = directory.file("config")
        try AtomicFile.write(Array("Include \(path)\n".utf8), to: path)
        let error = #expect(throws: SSHConfigError.self) { try SSHConfig(asker: Self.asker, instead: path) }
        #expect(error?.code == .tooMuch)
    }
}
