import Files
import LoopbackSSH
import OpenSSHFiles
import Reactor
import SSH
import SSHAgent
import SSHKeys
import Testing

@Suite(
    "Logging in through a real agent",
    .enabled(if: LoopbackSSH.isAvailable && LoopbackAgent.isAvailable, "\(LoopbackAgent.skipReason)"))
struct AgentTests {
    @Test(
        "a key of each kind that only the agent holds logs in", arguments: ["ed25519", "ecdsa-256", "ecdsa-521", "rsa"])
    func kinds(_ type: String) async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key(type)
        let agent = try await LoopbackAgent(holding: [key])
        try File.remove(key)
        var credentials = SSHCredentials(identities: [])
        credentials.agent = SSHAgent(socket: agent.socket, on: fixture.reactor)
        let session = try await fixture.connect(credentials)
        #expect(try await session.execute("echo in", deadline: .seconds(30)).output == Array("in\n".utf8))
    }

    @Test("where only named keys count, the agent signs for them and for no others")
    func namedOnly() async throws {
        let fixture = try await AgentFixture()
        let (named, other) = (try await fixture.key("ed25519"), try await fixture.key("ecdsa-256"))
        let agent = try await LoopbackAgent(holding: [other, named])
        try File.remove(named)
        let source = SSHAgent(socket: agent.socket, on: fixture.reactor)
        // The private file is gone, its public half is still there.
        let credentials = SSHCredentials(files: [named], agent: source, usesNamedKeysOnly: true)
        _ = try await fixture.connect(credentials)
        let none = SSHCredentials(files: [], agent: source, usesNamedKeysOnly: true)
        let error = await #expect(throws: SSHError.self) { try await fixture.connect(none) }
        #expect(error?.code == .authenticationRefused && error?.reason == "there is no key to log in with")
        // Neither is what else it holds offered where the named one is refused.
        let stranger = "\(fixture.server.folder)/stranger"
        try await LoopbackSSH.makeKey("ed25519", at: stranger)
        try await agent.add(stranger)
        try File.remove(stranger)
        let refused = SSHCredentials(
            files: [stranger], agent: SSHAgent(socket: agent.socket, on: fixture.reactor), usesNamedKeysOnly: true)
        let refusal = await #expect(throws: SSHError.self) { try await fixture.connect(refused) }
        #expect(refusal?.code == .authenticationRefused && refusal?.reason.contains("accepts none of") == true)
        #expect(!fixture.server.messages.contains("ECDSA"))
    }

    @Test("named keys come before what else the agent holds, and never more are offered than a server bears")
    func order() async throws {
        let fixture = try await AgentFixture(settings: ["LogLevel VERBOSE", "MaxAuthTries 6"])
        let agent = try await LoopbackAgent()
        for index in 0..<8 {
            let path = "\(fixture.server.folder)/stranger\(index)"
            try await LoopbackSSH.makeKey("ed25519", at: path)
            try await agent.add(path)
        }
        let source = SSHAgent(socket: agent.socket, on: fixture.reactor)
        _ = try await fixture.connect(SSHCredentials(files: [fixture.server.keyFile], agent: source))
        #expect(!fixture.server.messages.contains("Failed publickey"))
        let error = await #expect(throws: SSHError.self) {
            try await fixture.connect(SSHCredentials(files: [], agent: source))
        }
        #expect(error?.code == .authenticationRefused && error?.reason.contains("3 more were not offered") == true)
        #expect(fixture.server.messages.split(separator: "Failed publickey").count - 1 == SSHCredentials.maximumKeys)
    }

    @Test("an agent that has lost the key refuses to sign, and the next key logs in")
    func lost() async throws {
        let fixture = try await AgentFixture()
        let key = try await fixture.key("ed25519")
        let agent = try await LoopbackAgent(holding: [key])
        let source = SSHAgent(socket: agent.socket, on: fixture.reactor)
        let held = try await source.identities()
        try await agent.empty()
        let error = await #expect(throws: SSHError.self) {
            try await fixture.connect(SSHCredentials(identities: held))
        }
        #expect(error?.reason.hasSuffix("the agent refuses to sign") == true)
        let own = try SSHPrivateKey.read(fixture.server.keyFile)
        _ = try await fixture.connect(SSHCredentials(identities: held + [own]))
    }

    @Test("an agent that is gone is named when nothing else logs in, and costs nothing when something does")
    func gone() async throws {
        let fixture = try await AgentFixture()
        let source = SSHAgent(socket: "/nonexistent/agent", on: fixture.reactor)
        let error = await #expect(throws: SSHError.self) {
            try await fixture.connect(SSHCredentials(files: [], agent: source))
        }
        #expect(error?.reason.hasPrefix("ssh-agent /nonexistent/agent: no agent answers there") == true)
        _ = try await fixture.connect(SSHCredentials(files: [fixture.server.keyFile], agent: source))
    }

    @Test(
        "ssh_config's IdentityAgent names the socket",
        arguments: [
            (nil, "/env"), ("SSH_AUTH_SOCK", "/env"), ("none", nil), ("$OTHER", "/other"), ("${OTHER}", "/other"),
            ("$UNSET", nil), ("/path", "/path"), ("", nil),
        ] as [(String?, String?)])
    func socket(_ identityAgent: String?, _ path: String?) {
        let environment = ["SSH_AUTH_SOCK": "/env", "OTHER": "/other"]
        #expect(SSHAgent.socket(identityAgent: identityAgent, environment: environment) == path)
    }
}
