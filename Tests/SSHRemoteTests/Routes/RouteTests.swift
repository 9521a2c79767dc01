import Files
import FleetModel
import HostSteps
import LoopbackSSH
import RolloutEngine
import SSH
import Testing

@testable import SSHRemote

@Suite("The way to a host", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct RouteTests {
    private func reply(_ answer: RemoteAnswer) throws -> String {
        guard case .replied(let output, _) = answer else {
            Issue.record("\(answer)")
            return ""
        }
        return output
    }

    private func refusal(_ answer: RemoteAnswer) -> String {
        switch answer {
        case .notBegun(let message), .barred(let message): return message
        case .replied, .unknown:
            Issue.record("\(answer)")
            return ""
        }
    }

    private func isBarred(_ answer: RemoteAnswer) -> Bool { if case .barred = answer { true } else { false } }

    @Test("the inventory goes before ssh_config, which goes before the defaults, and each value knows its place")
    func order() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        try home.write(
            "Host a\n  Port 2201\n  User config\n  HostName h.test\n  IdentityFile ~/k1\n  ConnectTimeout 3\n",
            knowing: [])
        let remote = home.remote(user: "me")
        let open = try await remote.route(to: home.host("a", user: "fallback"))
        #expect(open.endpoint.address == "h.test" && open.endpoint.port == 2201 && open.endpoint.user == "config")
        #expect(open.origins["port"] == "\(home.folder)/.ssh/config:2" && open.deadlines.connect == .seconds(3))
        let stated = try await remote.route(
            to: LoopbackHost.make(
                Connection(address: "a", port: 22, user: "ops", identityFiles: ["/k"], knownHostsFiles: [])))
        #expect(stated.endpoint.port == 22 && stated.endpoint.user == "ops" && stated.endpoint.address == "h.test")
        #expect(stated.origins["port"] == "inventory" && stated.origins["keys"] == "inventory")
        let plain = try await remote.route(to: home.host("b", user: "fallback"))
        #expect(plain.endpoint.address == "b" && plain.endpoint.port == 22 && plain.endpoint.user == "fallback")
        #expect(plain.origins["port"] == "default" && plain.origins["user"] == "default")
    }

    @Test("what ssh_config says of logins, host keys and silence goes with the route")
    func preferences() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        let config = """
            Host a
              PreferredAuthentications publickey,password
              HostKeyAlgorithms ^ssh-ed25519
              ServerAliveInterval 9
            """
        try home.write(config, knowing: [])
        let remote = home.remote(user: "me")
        let set = try await remote.route(to: home.host("a", user: "me"))
        #expect(set.credentials.methods == [.publicKey, .password] && set.credentials.password != nil)
        #expect(set.preferences.hostKeyAlgorithms == .first(["ssh-ed25519"]))
        #expect(set.preferences.keepAlive == SSHPreferences.KeepAlive(interval: 9, count: 3))
        let plain = try await remote.route(to: home.host("b", user: "me"))
        #expect(plain.credentials.methods == [.publicKey] && plain.credentials.password == nil)
        #expect(plain.preferences == .standard)
    }

    @Test("many hosts at the same time get a bastion several connections, and no more than there may be")
    func lanes() async throws {
        let (gate, target) = (try await LoopbackSSH(), try await LoopbackSSH())
        let home = try Household(beside: gate)
        let config = Household.lines("gate", gate) + Household.lines("target-*", target, "ProxyJump gate")
        try home.write(config, knowing: [gate, target])
        let remote = home.remote(user: target.user)
        let count = Bastions.hostsPerLane * 2 + 1
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                let template = try home.host("target-\(index)", user: target.user)
                let host = Host(
                    id: try #require(HostID(rawValue: "h\(index)")), connection: template.connection,
                    network: template.network, role: template.role, votingPower: .zero, isCanary: false, zone: nil,
                    paths: template.paths, probes: template.probes)
                group.addTask {
                    let answer = try reply(await remote.run(try LoopbackHost.command("echo in"), on: host))
                    #expect(answer == "in\n")
                }
            }
            try await group.waitForAll()
        }
        let opened = gate.messages.ranges(of: "Accepted publickey").count
        #expect((2...Bastions.maximumLanes).contains(opened), "\(opened)")
        await remote.close()
    }

    @Test("a jump list is walked from its first host to its last, each with its own settings")
    func chain() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        let config = """
            Host target
              ProxyJump u@one:2201,two
            Host one
              HostName one.test
              ProxyJump zero
            Host two
              Port 2202
              ProxyJump never
            """
        try home.write(config, knowing: [])
        let remote = home.remote(user: "me")
        let route = try await remote.route(to: home.host("target", user: "me"))
        #expect(
            route.chain.map { "\($0.user)@\($0.address):\($0.port)" } == [
                "me@zero:22", "u@one.test:2201", "me@two:2202", "me@target:22",
            ])
        let option = [ConnectionOption(name: "proxyjump", value: "two")]
        let other = try await remote.route(to: home.host("target", user: "me", options: option))
        #expect(other.chain.map(\.address) == ["never", "two", "target"])
        let none = [ConnectionOption(name: "proxyjump", value: "none")]
        #expect(try await remote.route(to: home.host("target", user: "me", options: none)).chain.count == 1)
    }

    @Test("a host behind itself is refused with its name")
    func loop() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        try home.write("Host *\n  ProxyJump gate\n", knowing: [])
        let answer = await home.remote(user: "me").run(
            try LoopbackHost.command("true"), on: try home.host("a", user: "me"))
        #expect(refusal(answer).contains("behind itself"))
    }

    @Test("commands run on hosts two bastions away, over one connection to each bastion")
    func bastions() async throws {
        let (outer, inner, target) = (try await LoopbackSSH(), try await LoopbackSSH(), try await LoopbackSSH())
        let home = try Household(beside: outer)
        let config =
            Household.lines("outer", outer) + Household.lines("inner", inner, "ProxyJump outer")
            + Household.lines("target-*", target, "ProxyJump inner")
        try home.write(config, knowing: [outer, inner, target])
        let remote = home.remote(user: target.user)
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<8 {
                let template = try home.host("target-\(index)", user: target.user)
                let host = Host(
                    id: try #require(HostID(rawValue: "h\(index)")), connection: template.connection,
                    network: template.network, role: template.role, votingPower: .zero, isCanary: false, zone: nil,
                    paths: template.paths, probes: template.probes)
                group.addTask { try reply(await remote.run(try LoopbackHost.command("echo \(index)"), on: host)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outputs.sorted() == (0..<8).map { "\($0)\n" })
        #expect(outer.messages.ranges(of: "Accepted publickey").count == 1)
        #expect(inner.messages.ranges(of: "Accepted publickey").count == 1)
        #expect(target.messages.ranges(of: "Accepted publickey").count == 8)
        await remote.close()
    }

    @Test("what a bastion refuses names the bastion and the host")
    func refusedBastion() async throws {
        let (outer, target) = (try await LoopbackSSH(), try await LoopbackSSH())
        let home = try Household(beside: outer)
        let config = Household.lines("outer", outer) + Household.lines("target", target, "ProxyJump outer")
        try home.write(config, knowing: [outer, target])
        try AtomicFile.write([], to: "\(outer.folder)/authorized_keys")
        let answer = await home.remote(user: target.user).run(
            try LoopbackHost.command("true"), on: try home.host("target", user: target.user))
        let message = refusal(answer)
        #expect(message.contains("127.0.0.1 port \(target.port) via 127.0.0.1 port \(outer.port): connecting: "))
        #expect(message.contains("the bastion 127.0.0.1 port \(outer.port): authenticating"))
    }

    @Test("a proxy command of ssh_config carries the connection, one that fails says why")
    func proxyCommand() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        let relay = "ProxyCommand bash -c 'exec 3<>/dev/tcp/%h/%p; cat <&3 & cat >&3; kill $!'"
        let config =
            Household.lines("good", server, relay)
            + Household.lines("bad", server, "ProxyCommand sh -c 'echo %n %r >&2; exit 1'")
        try home.write(config, knowing: [server])
        let remote = home.remote(user: server.user)
        let command = try LoopbackHost.command("echo through")
        #expect(try reply(await remote.run(command, on: home.host("good", user: server.user))) == "through\n")
        await remote.close()
        let message = refusal(await home.remote(user: server.user).run(command, on: try home.host("bad", user: "x")))
        #expect(message.contains("the proxy command ended with exit code 1: bad \(server.user)"))
    }

    @Test(
        "accept-new adds a host's key to the user's file, and a changed key is refused all the same",
        arguments: ["no", "accept-new"])
    func acceptNew(_ word: String) async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        try home.write(Household.lines("a", server, "StrictHostKeyChecking \(word)", "HashKnownHosts no"), knowing: [])
        let (command, host) = (try LoopbackHost.command("echo in"), try home.host("a", user: server.user))
        #expect(try reply(await home.remote(user: server.user).run(command, on: host)) == "in\n")
        #expect(try home.knownHosts == server.knownHostsLine() + "\n")
        let other = "\(server.folder)/other"
        try await LoopbackSSH.makeKey("ed25519", at: other)
        let line = try server.knownHostsLine(publicKey: "\(other).pub")
        try AtomicFile.write(Array("\(line)\n".utf8), to: "\(home.folder)/.ssh/known_hosts")
        let answer = await home.remote(user: server.user).run(command, on: host)
        #expect(refusal(answer).contains("do not go on before you know why"))
        #expect(isBarred(answer))
        #expect(try home.knownHosts == "\(line)\n")
    }

    @Test("an ssh_config that cannot be used keeps every host from being reached, and is named")
    func broken() async throws {
        let server = try await LoopbackSSH()
        let home = try Household(beside: server)
        try home.write("Host a\nPort many\nHost b\n", knowing: [])
        let command = try LoopbackHost.command("true")
        let port = refusal(await home.remote(user: "me").run(command, on: try home.host("a", user: "me")))
        #expect(port.contains("\(home.folder)/.ssh/config:2: port many is no port"))
        try home.write("Host\n", knowing: [])
        let line = refusal(await home.remote(user: "me").run(command, on: try home.host("b", user: "me")))
        #expect(line.contains("\(home.folder)/.ssh/config:1"))
    }
}
