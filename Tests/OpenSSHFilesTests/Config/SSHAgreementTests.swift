import Files
import OpenSSHFiles
import Processes
import Testing

/// The same files, read by us and by OpenSSH's own program.
@Suite("Agreement with ssh -G", .enabled(if: File.exists("/usr/bin/ssh"), "SKIPPED, NOT PASSED: there is no ssh"))
struct SSHAgreementTests {
    /// What OpenSSH takes for `~` and for the user, whatever the environment says.
    static func asker() async throws -> SSHConfig.Asker {
        let user = try await ProcessRunner.run(["id", "-un"], deadline: .seconds(10)).outputText.filter { $0 != "\n" }
        let entry = try await ProcessRunner.run(["getent", "passwd", user], deadline: .seconds(10)).outputText
        return SSHConfig.Asker(user: user, home: String(entry.split(separator: ":")[5]))
    }

    /// Asks both about each alias, and compares what both say.
    private func compare(_ text: String, _ aliases: [String], note: String) async throws {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let path = directory.file("config")
        let content = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasPrefix("Include ") ? "Include \(directory.path)/\($0.dropFirst(8))" : $0
        }.joined(separator: "\n")
        try AtomicFile.write(Array(content.utf8), to: path)
        try AtomicFile.write(
            Array("Host inc*\n  Port 7000\nHost *\n  User included\n".utf8), to: directory.file("a.inc"))
        try AtomicFile.write(
            Array("HostKeyAlias from-b\nMatch host 10.*\n  Port 7100\n".utf8), to: directory.file("b.inc"))
        let asker = try await Self.asker()
        let resolver = SSHConfigResolver(try SSHConfig(asker: asker, instead: path), programs: 1)
        for alias in aliases {
            let printed = try await ProcessRunner.run(
                ["ssh", "-G", "-T", "-F", path, "--", alias], deadline: .seconds(20))
            #expect(printed.status.isSuccess, "\(printed.errorText)")
            let ours = try Answers(await resolver.settings(alias), asker)
            let theirs = Answers(printed: printed.outputText)
            for (keyword, value) in ours.values {
                #expect(value == theirs.values[keyword], "\(keyword) of \(alias), \(note)\n\(text)")
            }
        }
    }

    @Test("a file with everything in it")
    func everything() async throws {
        try await compare(
            #"""
            # comment
            IgnoreUnknown FutureThing,Other*
            FutureThing yes
            Host a b !c   # trailing comment
                HostName = %h.example
              user=deploy
                Port    2222
              IdentityFile "~/.ssh/with space"
                IdentityFile ~/.ssh/second
              StrictHostKeyChecking accept-new
              UserKnownHostsFile ~/.ssh/kh1 /etc/kh2
            Host *.prod.* web-?? "quoted"
              ProxyJump ops@bastion:2200,second
              ProxyCommand nc %h %p
              HashKnownHosts yes
              ConnectTimeout 1m30s
            Host up UP
              ServerAliveInterval 15
              PreferredAuthentications publickey,password
            Match originalhost a,b !user deploy
              Port 1
            Match user deploy host *.example
              ServerAliveCountMax 7
              IdentitiesOnly yes
            Match all
              AddressFamily inet
            Host a
              User second
              Port 3
              IdentityFile none
            Host db
              ProxyCommand ssh -W "[%h]:%p" 'gate way' # not a comment
              ProxyJump never
              IdentityAgent SSH_AUTH_SOCK
            Include a.inc b.inc missing.inc
            Match host=web-01
              BindAddress 127.0.0.1
            Host *
              CertificateFile ~/.ssh/%h-cert.pub
              GlobalKnownHostsFile /etc/ssh/ssh_known_hosts
            """#,
            ["a", "b", "c", "A", "x.prod.y", "web-01", "web-1", "up", "UP", "db", "inc1", "10.0.0.1", "quoted"],
            note: "hand-made")
    }

    @Test("random files", arguments: [1, 2, 3, 4] as [UInt64])
    func random(_ seed: UInt64) async throws {
        var numbers = KeygenAgreementTests.Numbers(state: seed)
        let aliases = ["a", "ab", "b.example", "A", "web-1", "web-12", "10.0.0.1"]
        let patterns = aliases + ["*", "a*", "!a", "!ab", "web-?", "*.example", "10.*", "?", "web-*"]
        let settings = [
            "HostName %h.test", "HostName 10.0.0.9", "HostName \"Upper.Example\"", "User u1", "User \"u 2\"",
            "Port 2201",
            "Port=2202", "Port = 2203", "IdentityFile ~/.ssh/k1", "IdentityFile \"/tmp/a b\"", "IdentityFile none",
            "IdentitiesOnly yes", "IdentitiesOnly no", "StrictHostKeyChecking no", "StrictHostKeyChecking ask",
            "StrictHostKeyChecking yes", "HostKeyAlias alias-1", "ProxyJump j1", "ProxyJump none",
            "ProxyJump u@j2:22,j3",
            "ProxyCommand nc %h %p", "ProxyCommand none", "ConnectTimeout 7", "ConnectTimeout 2m",
            "ServerAliveInterval 3",
            "UserKnownHostsFile /tmp/kh1 ~/kh2", "UserKnownHostsFile \"/tmp/kh1\"", "AddressFamily inet6",
            "CertificateFile ~/c1", "PreferredAuthentications publickey", "HashKnownHosts yes", "IdentityAgent none",
            "BindAddress 127.0.0.2", "Compression yes", "Include a.inc", "Include b.inc", "Include *.inc",
        ]
        let matches = [
            "all", "host *.test", "host 10.*,!10.0.0.9", "originalhost a*", "user u1", "!user u1",
            "host a,b.example user u*",
            "localuser \(try await Self.asker().user)", "!localuser nobody originalhost web-*", "!host *.test",
        ]
        for round in 0..<6 {
            var lines: [String] = []
            for _ in 0..<Int.random(in: 4...10, using: &numbers) {
                let isHost = Int.random(in: 0..<3, using: &numbers) > 0
                let names = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
                    patterns.randomElement(using: &numbers) ?? "*"
                }
                lines.append(
                    isHost
                        ? "Host \(names.joined(separator: " "))"
                        : "Match \(matches.randomElement(using: &numbers) ?? "all")")
                for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                    // An Include has to begin its line for the test to find it.
                    lines.append(settings.randomElement(using: &numbers) ?? "")
                }
            }
            try await compare(lines.joined(separator: "\n"), aliases, note: "seed \(seed), round \(round)")
        }
    }

    @Test("what only ssh can decide is asked of it, once for each host and only where it matters")
    func undecided() async throws {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let (path, trace) = (directory.file("config"), directory.file("trace"))
        let text = """
            Match originalhost slow exec "echo %n >>\(trace)"
              Port 2222
            Host *
              User deploy
            """
        try AtomicFile.write(Array(text.utf8), to: path)
        let resolver = SSHConfigResolver(try SSHConfig(asker: try await Self.asker(), instead: path), programs: 2)
        for _ in 0..<3 { #expect(try await resolver.settings("slow").port() == 2222) }
        #expect(try await resolver.settings("other").port() == nil)
        #expect(try await resolver.settings("other")["user"]?.place.line == 4)
        #expect(try await resolver.settings("slow")["user"]?.text == "deploy")
        #expect(String(decoding: try File.read(trace, limit: 100), as: UTF8.self) == "slow\n")
    }

    @Test("what ssh refuses is refused with its words")
    func refused() async throws {
        let directory = try TemporaryDirectory(prefix: "ssh-config-")
        let path = directory.file("config")
        try AtomicFile.write(Array("Hostnam x\n".utf8), to: path)
        let resolver = SSHConfigResolver(try SSHConfig(asker: try await Self.asker(), instead: path), programs: 1)
        let error = await #expect(throws: SSHConfigError.self) { try await resolver.settings("a") }
        #expect(error?.code == .program && error?.description.contains("hostnam at \(path):1") == true)
    }
}

/// What both can be compared by.
private struct Answers {
    var values: [String: String] = [:]

    init(_ settings: SSHSettings, _ asker: SSHConfig.Asker) throws {
        let user = settings["user"]?.text ?? asker.user
        let port = try settings.port() ?? 22
        let host = try settings.hostName()
        let names = SSHSettings.Names(hostName: host, port: port, user: user, asker: asker)
        values = ["hostname": host, "user": user, "port": "\(port)"]
        for keyword in ["identityfile", "certificatefile"] where !settings.all(keyword).isEmpty {
            values[keyword] = settings.all(keyword).map(\.text).joined(separator: "|")
        }
        for keyword in ["userknownhostsfile", "globalknownhostsfile"] {
            values[keyword] = try settings.fileList(keyword, names)?.joined(separator: " ")
        }
        values["stricthostkeychecking"] =
            try settings.hostKeyChecking().map { ["yes": "true", "no": "false"][$0] ?? $0 } ?? "ask"
        for keyword in ["identitiesonly", "hashknownhosts"] {
            values[keyword] = try settings.flag(keyword) == true ? "yes" : "no"
        }
        values["connecttimeout"] = try settings.time("connecttimeout").map { "\($0.components.seconds)" } ?? "none"
        values["serveraliveinterval"] =
            try settings.time("serveraliveinterval").map { "\($0.components.seconds)" } ?? "0"
        for keyword in [
            "hostkeyalias", "proxycommand", "addressfamily", "bindaddress", "preferredauthentications", "identityagent",
            "serveralivecountmax",
        ] {
            guard let text = settings[keyword]?.text, text != "none" || keyword == "identityagent" else { continue }
            values[keyword] = text
        }
        if let jump = settings["proxyjump"]?.text, jump != "none" { values["proxyjump"] = jump }
    }

    init(printed: String) {
        for line in printed.split(separator: "\n") {
            let halves = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { continue }
            let keyword = halves[0].lowercased()
            let isMany = keyword == "identityfile" || keyword == "certificatefile"
            values[keyword] = isMany ? values[keyword].map { "\($0)|\(halves[1])" } ?? halves[1] : halves[1]
        }
    }
}
