import Files
import LoopbackSSH
import RemoteExecution
import SSH
import Secrets
import Testing

/// A sudo that does not do as it should: the password stays where nothing asks for it.
@Suite("A sudo that is none", .enabled(if: LoopbackSudo.isAvailable, "\(LoopbackSudo.skipReason)"))
final class SudoProtocolTests {
    private static let password = "correct horse"
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory(prefix: "sudo")
        try AtomicFile.write(Array("\(Self.password)\n".utf8), to: folder.file("password"), mode: 0o600)
        try Directory.make(folder.file("programs"))
    }

    /// A host whose sudo wants a password, and then goes on so.
    private func host(_ script: String) async throws -> Host {
        let text = "#!/bin/sh\n[ \"$1\" != -n ] || { echo 'sudo: a password is required' >&2; exit 1; }\n\(script)\n"
        try AtomicFile.write(Array(text.utf8), to: folder.file("programs/sudo"), mode: 0o755)
        let enter = "mount --bind \"$0\" /usr/local/sbin && exec \"$@\""
        let server = try await LoopbackSSH(
            within: ["unshare", "-m", "--propagation", "private", "sh", "-c", enter, folder.file("programs")])
        return try await Host(server)
    }

    private var sudo: Sudo { Sudo(password: KeptSecret(.file(folder.file("password")))) }

    @Test("one that asks for nothing after all gets no password, and the program nothing but its input")
    func silent() async throws {
        let host = try await host("while [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"")
        let reply = try await host.run(.arguments(["cat"]), input: .bytes(Array("payload".utf8)), sudo: sudo)
        #expect(reply.text == "payload" && reply.status == .exited(0))
    }

    @Test("one that asks again and again is told once")
    func insisting() async throws {
        let host = try await host(
            """
            for turn in 1 2 3; do
                printf %s "$3" >&2
                IFS= read -r word || break
                echo "$word" >>"$0.heard"
            done
            exit 1
            """)
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.arguments(["cat"]), input: .bytes([1, 2, 3]), sudo: sudo)
        }
        #expect(error?.code == .passwordRefused, "\(error?.reason ?? "")")
        let heard = try File.read(folder.file("programs/sudo.heard"), limit: 1000)
        #expect(String(decoding: heard, as: UTF8.self) == "\(Self.password)\n")
    }
}
