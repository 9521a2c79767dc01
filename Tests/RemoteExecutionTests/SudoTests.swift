import Files
import LoopbackSSH
import RemoteExecution
import SSH
import Secrets
import Testing

@Suite("sudo", .enabled(if: LoopbackSudo.isAvailable, "\(LoopbackSudo.skipReason)"))
struct SudoTests {
    let server: LoopbackSudo

    init() async throws { server = try await LoopbackSudo() }

    /// Where every process's arguments and environment are looked through, as root.
    private static let lookAround = "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"

    private func refusal(
        _ user: LoopbackSudo.User, _ sudo: Sudo, input: SSHInput = .none
    ) async throws -> (ExecutionError?, Host) {
        let host = try await server.host(user)
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.arguments(["id", "-un"]), input: input, sudo: sudo)
        }
        #expect(error?.reason.contains(server.password) == false)
        return (error, host)
    }

    @Test("without a password where none is wanted, and nobody is asked for one")
    func free() async throws {
        let host = try await server.host(.free)
        let sudo = Sudo(password: server.secret())
        #expect(try await host.run(.arguments(["id", "-un"]), sudo: sudo).text == "root\n")
        // A password sent ahead would now be part of the content.
        let content = Array("first line\n\0\u{1}last".utf8)
        #expect(try await host.run(.arguments(["cat"]), input: .bytes(content), sudo: sudo).output == content)
        #expect(!server.wasAskedForSecret)
        let other = Sudo(user: LoopbackSudo.User.barred.rawValue)
        #expect(try await host.run(.arguments(["id", "-un"]), sudo: other).text == "cjt-barred\n")
    }

    @Test("with a password after sudo's own prompt, the input whole after it, and the password nowhere else")
    func asked() async throws {
        let host = try await server.host(.asked)
        let sudo = Sudo(password: server.secret())
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let reply = try await host.run(
            .script("id -un; \(Self.lookAround) >&2; cat; exit 6"), input: .bytes(content),
            limits: OutputLimits(output: 1 << 20, errorOutput: 8 << 20), sudo: sudo)
        #expect(reply.output == Array("root\n".utf8) + content && reply.status == .exited(6))
        #expect(reply.errorText.contains("LC_ALL=C.UTF-8"), "the look around saw nothing")
        #expect(!reply.errorText.contains(server.password) && !reply.errorText.contains("lecture"))
        #expect(server.wasAskedForSecret)
    }

    @Test("locale and PATH are ours under sudo too")
    func environment() async throws {
        let host = try await server.host(.free)
        let reply = try await host.run(.script("echo $LC_ALL $PATH"), sudo: Sudo())
        #expect(reply.text == "C.UTF-8 /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")
    }

    @Test("a password that is wanted and not there")
    func needed() async throws {
        let (error, _) = try await refusal(.asked, Sudo())
        #expect(error?.code == .passwordNeeded, "\(error?.reason ?? "")")
    }

    @Test("a wrong password is said once to sudo and then reported; the session goes on")
    func wrong() async throws {
        let (error, host) = try await refusal(.asked, Sudo(password: server.secret("wrong")), input: .bytes([1, 2, 3]))
        #expect(error?.code == .passwordRefused, "\(error?.reason ?? "")")
        #expect(await host.session.isOpen)
        #expect(try await host.run(.arguments(["id", "-un"])).text == "cjt-asked\n")
    }

    @Test("who may nothing is told so by sudo, with or without a password")
    func barred() async throws {
        let (error, _) = try await refusal(.barred, Sudo(password: server.secret()))
        #expect(error?.code == .sudoRefused, "\(error?.reason ?? "")")
        #expect(error?.reason.contains("cjt-barred is not in the sudoers file") == true, "\(error?.reason ?? "")")
    }

    @Test(
        "where sudo demands a terminal it gets one that shows nothing",
        arguments: [LoopbackSudo.User.terminal, .askedOnTerminal])
    func terminal(_ user: LoopbackSudo.User) async throws {
        let host = try await server.host(user)
        let sudo = Sudo(password: server.secret())
        let reply = try await host.run(.arguments(["sh", "-c", "id -un; echo two; cat; exit 4"]), sudo: sudo)
        #expect(reply.text == "root\ntwo\n" && reply.status == .exited(4), "\(reply.text)")
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.arguments(["cat"]), input: .bytes([1, 2]), sudo: sudo)
        }
        #expect(error?.code == .terminalNeeded, "\(error?.reason ?? "")")
    }

    @Test("at the deadline another user's processes end too, with sudo's password where it takes one")
    func deadline() async throws {
        for user in [LoopbackSudo.User.free, .asked] {
            let host = try await server.host(user)
            let pids = "\(server.ssh.folder)/pids-\(user.rawValue)"
            let error = await #expect(throws: ExecutionError.self) {
                _ = try await host.run(
                    .script("echo $$ > \(pids); sleep 300"), sudo: Sudo(password: server.secret()),
                    deadline: .seconds(4))
            }
            #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
            let pid = String(decoding: try File.read(pids, limit: 100), as: UTF8.self).filter(\.isNumber)
            #expect(!File.exists("/proc/\(pid)/exe"))
        }
    }
}
