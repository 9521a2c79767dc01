import Files
import LoopbackSSH
import Processes
import Testing

@Suite(
    "What is asked at the terminal",
    .enabled(
        if: LoopbackSSH.isAvailable && TerminalSession.isAvailable,
        "\(LoopbackSSH.skipReason); \(TerminalSession.skipReason)"), .timeLimit(.minutes(5)))
struct QuestionTests {
    private static let sure = "continue connecting (yes/no/[fingerprint])? "

    /// A user whose known_hosts is empty, and a project with one server under several addresses.
    private final class Newcomer: Sendable {
        let server: LoopbackSSH
        let folder: String

        init(hosts: Int = 1, engine: String = "native", config: [String] = [], password: String? = nil) async throws {
            let settings = password == nil ? [] : ["PasswordAuthentication yes"]
            server = try await LoopbackSSH(
                settings: settings + (1..<hosts).map { "ListenAddress 127.0.0.\($0 + 1)" }, password: password)
            folder = "\(server.folder)/home"
            try Directory.makeWithParents("\(folder)/.ssh", mode: 0o700)
            try write((["Host *"] + config).joined(separator: "\n") + "\n", to: ".ssh/config")
            let project = try File.read(FilePath.join(Rehearsal.repository, "cjctl.yaml"), limit: 1 << 20)
            try write(String(decoding: project, as: UTF8.self), to: "cjctl.yaml")
            let lines = (0..<hosts).map {
                "    n-\($0 + 1): {ansible_host: 127.0.0.\($0 + 1), cj_api: 'http://127.0.0.1:1/\($0)', "
                    + "cj_install_root: /opt/\($0), cj_state_dir: /s/\($0)}\n"
            }
            // `ssh` looks its user's home up by itself: it is told where known hosts are kept.
            let inventory = """
                all:
                  vars:
                    ansible_user: \(server.user)
                    ansible_port: \(server.port)
                    ansible_ssh_private_key_file: \(server.keyFile)
                    ansible_ssh_common_args: -o UserKnownHostsFile=\(folder)/.ssh/known_hosts
                    cj_ssh_engine: \(engine)
                    cj_network: net
                    cj_role: observer
                  hosts:

                """
            try write(inventory + lines.joined(), to: "hosts.yml")
        }

        private func write(_ text: String, to name: String) throws {
            try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(name)", mode: 0o600)
        }

        var known: String {
            let bytes = (try? File.read("\(folder)/.ssh/known_hosts", limit: 1 << 20)) ?? []
            return String(decoding: bytes, as: UTF8.self)
        }

        var fingerprint: String {
            get async throws {
                let said = try await ProcessRunner.run(
                    ["ssh-keygen", "-l", "-f", "\(server.folder)/host_ed25519.pub"], deadline: .seconds(30))
                return said.outputText.split(separator: " ").first { $0.hasPrefix("SHA256:") }.map(String.init) ?? ""
            }
        }

        func run(
            _ words: String..., variables: [String: String] = [:], answers: [(question: String, answer: String)] = []
        ) async throws -> TerminalSession.Transcript {
            try await TerminalSession.run(
                ["run", "-i", "hosts.yml", "--"] + words, in: folder,
                variables: ["HOME": folder].merging(variables) { $1 }, answers: answers)
        }
    }

    @Test(
        "a new host is asked about once, in the words of ssh, and known from then on", arguments: ["native", "openssh"])
    func yes(_ engine: String) async throws {
        let user = try await Newcomer(engine: engine)
        let first = try await user.run("echo", "in", answers: [(Self.sure, "yes\n")])
        #expect(first.code == 0 && first.count(Self.sure) == 1, "\(first)")
        #expect(first.text.contains("'[127.0.0.1]:\(user.server.port)'") || engine == "openssh", "\(first)")
        #expect(first.text.contains("ED25519 key fingerprint is \(try await user.fingerprint)"), "\(first)")
        #expect(user.known.contains("ssh-ed25519 "))
        let second = try await user.run("echo", "again")
        #expect(second.code == 0 && second.count(Self.sure) == 0, "\(second)")
    }

    @Test("no is no: the host is unreachable, and nothing is added")
    func no() async throws {
        let user = try await Newcomer()
        let said = try await user.run("true", answers: [(Self.sure, "no\n")])
        #expect(said.code == 4 && said.text.contains("and it was not accepted"), "\(said)")
        #expect(user.known.isEmpty)
    }

    @Test("a fingerprint that is the key's is a yes, and what is neither is asked for again")
    func fingerprint() async throws {
        let user = try await Newcomer()
        let again = "Please type 'yes', 'no' or the fingerprint: "
        let said = try await user.run(
            "true", answers: [(Self.sure, "y\n"), (again, "\(try await user.fingerprint)\n")])
        #expect(said.code == 0 && said.count(again) == 1, "\(said)")
        let other = try await Newcomer()
        let wrong = try await other.run("true", answers: [(Self.sure, "SHA256:\(String(repeating: "A", count: 43))\n")])
        #expect(wrong.code == 4 && other.known.isEmpty, "\(wrong)")
    }

    @Test("several new hosts are asked about one after the other, and Ctrl-C ends all of it")
    func several() async throws {
        let user = try await Newcomer(hosts: 3)
        let interrupted = try await user.run("true", answers: [(Self.sure, "\u{3}")])
        #expect(interrupted.code == 130 && interrupted.count(Self.sure) == 1, "\(interrupted)")
        #expect(user.known.isEmpty)
        let said = try await user.run("true", answers: Array(repeating: (Self.sure, "yes\n"), count: 3))
        #expect(said.code == 0 && said.count(Self.sure) == 3, "\(said)")
        #expect(user.known.split(separator: "\n").count == 3)
    }

    @Test("in a pipe, under CI and with BatchMode nobody is asked, and the refusal says why")
    func nobody() async throws {
        let user = try await Newcomer()
        let piped = try await ProcessRunner.run(
            [BuiltProgram.path, "run", "-i", "hosts.yml", "--", "true"],
            environment: .inheritedWith(["HOME": user.folder, "CI": ""]), workingDirectory: user.folder,
            deadline: BuiltProgram.patience)
        #expect(piped.status == .exited(4))
        #expect(
            piped.outputText.contains("nobody can be asked, for standard input is no terminal"), "\(piped.outputText)")
        let automated = try await user.run("true", variables: ["CI": "true"])
        #expect(automated.code == 4 && automated.text.contains("nobody can be asked, for CI is set"), "\(automated)")
        let batch = try await Newcomer(config: ["BatchMode yes"])
        let silent = try await batch.run("true")
        #expect(silent.code == 4 && silent.text.contains("for ssh_config says BatchMode yes"), "\(silent)")
        #expect(user.known.isEmpty && batch.known.isEmpty)
    }

    @Test(
        "a password is asked for once where ssh_config names that login, and never shown",
        .enabled(if: LoopbackSSH.canHavePasswords, "\(LoopbackSSH.passwordSkipReason)"),
        arguments: ["native", "openssh"])
    func password(_ engine: String) async throws {
        let args = ["PreferredAuthentications password", "StrictHostKeyChecking accept-new"]
        let user = try await Newcomer(engine: engine, config: args, password: "pass word")
        if engine == "openssh" {
            let inventory = String(decoding: try File.read("\(user.folder)/hosts.yml", limit: 1 << 20), as: UTF8.self)
            let more = " -o PreferredAuthentications=password -o StrictHostKeyChecking=accept-new\n"
            let line = "known_hosts\n"
            try AtomicFile.write(
                Array(inventory.replacing("/.ssh/\(line)", with: "/.ssh/known_hosts\(more)").utf8),
                to: "\(user.folder)/hosts.yml")
        }
        let question = "password: "
        let said = try await user.run("echo", "in", answers: [(question, "pass word\n")])
        #expect(said.code == 0 && said.count(question) == 1, "\(said)")
        #expect(!said.text.contains("pass word"))
        let wrong = try await user.run("true", answers: Array(repeating: (question, "other\n"), count: 3))
        #expect(wrong.code == 4 && !wrong.text.contains("other"), "\(wrong)")
        if engine == "native" { #expect(wrong.text.contains("does not accept the password of"), "\(wrong)") }
        let automated = try await user.run("true", variables: ["CI": "1"])
        #expect(automated.code == 4 && automated.count(question) == 0, "\(automated)")
    }
}
