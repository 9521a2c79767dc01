import LoopbackSSH
import RemoteExecution
import SSH
import Testing

@Suite("Running programs and scripts", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct RunTests {
    let host: Host

    init() async throws { host = try await Host() }

    @Test("a program's output, errors and exit code come back without the frame")
    func program() async throws {
        let reply = try await host.run(.arguments(["sh", "-c", "printf out; printf err >&2; exit 7"]))
        #expect(reply.text == "out" && reply.errorText == "err" && reply.status == .exited(7))
        #expect(!reply.isTruncated)
        #expect(try await host.run(.arguments(["/no/such"])).status == .exited(127))
        #expect(try await host.run(.arguments(["sh", "-c", "kill -TERM $$"])).status == .signalled("TERM"))
    }

    @Test("locale and PATH are set, with the folders of the administrator's programs")
    func environment() async throws {
        let reply = try await host.run(.arguments(["sh", "-c", "echo $LC_ALL $PATH"]))
        #expect(reply.text == "C.UTF-8 /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")
    }

    @Test("input reaches the program, byte for byte")
    func input() async throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let reply = try await host.run(.arguments(["cat"]), input: .bytes(bytes))
        #expect(reply.output == bytes)
    }

    @Test("a script travels on standard input, takes arguments, and leaves the rest of the input to what it runs")
    func script() async throws {
        let text = "printf '%s|' \"$@\" \"$0\"\nps -o args= -p $$\ncat\nexit 5"
        let reply = try await host.run(.script(text, arguments: ["a b", "'c'"]), input: .bytes(Array("rest".utf8)))
        #expect(reply.text.hasPrefix("a b|'c'|cjctl|") && reply.text.hasSuffix("\nrest"))
        #expect(!reply.text.contains("exit 5"), "the script shows in the list of processes: \(reply.text)")
        #expect(reply.status == .exited(5))
    }

    @Test("arguments of 120,000 bytes arrive whole, with input after them")
    func longArguments() async throws {
        let long = String(repeating: "é'\\ \n", count: 20_000)
        let reply = try await host.run(
            .arguments(["sh", "-c", "printf %s \"$1\"; cat", "x", long]), input: .bytes(Array("\nrest".utf8)))
        #expect(reply.text == long + "\nrest")
        let script = try await host.run(.script("printf %s \"$2$1\"; cat", arguments: [long, ""]))
        #expect(script.text == long)
    }

    @Test("what a start file writes is told apart from what the program writes")
    func noise() async throws {
        // Read by bash when sshd runs it, before the command: as loud as start files get.
        let file = "\(host.server.folder)/noise"
        let noisy = try await Host(settings: ["SetEnv BASH_ENV=\(file) SHLVL=2"])
        let made = try await noisy.run(
            .script("printf 'echo noise; echo mark-begin; printf unfinished; printf errors >&2' > '\(file)'"))
        #expect(made.status == .exited(0))
        let raw = try await noisy.session.execute("echo plain", deadline: .seconds(20))
        try #require(raw.output.starts(with: Array("noise".utf8)), "no start file is read here")
        let reply = try await noisy.run(.arguments(["sh", "-c", "printf out; printf err >&2"]))
        #expect(reply.text == "out" && reply.errorText == "err")
    }

    @Test("a login shell that starts nothing is said to be the reason, with its words")
    func noShell() async throws {
        let closed = try await Host(settings: ["ForceCommand echo This account is closed"])
        let error = await #expect(throws: ExecutionError.self) { _ = try await closed.run(.arguments(["true"])) }
        #expect(error?.code == .noShell)
        #expect(error?.reason == "here: the login shell ended without running the command: This account is closed")
    }

    @Test("limits hold for the program's own output")
    func limits() async throws {
        let limits = OutputLimits(output: 10, errorOutput: 5)
        let exact = try await host.run(.arguments(["sh", "-c", "printf 0123456789; printf 01234 >&2"]), limits: limits)
        #expect(exact.output.count == 10 && exact.errorOutput.count == 5 && !exact.isTruncated)
        let more = try await host.run(.arguments(["sh", "-c", "printf 0123456789x"]), limits: limits)
        #expect(more.output.count == 10 && more.isTruncated)
    }

    @Test(
        "what cannot be sent is refused",
        arguments: [Execution.Program.arguments([]), .arguments(["-x"]), .arguments(["a\0b"]), .script("a\0b")])
    func invalid(_ program: Execution.Program) async throws {
        let error = await #expect(throws: ExecutionError.self) { _ = try await host.run(program) }
        #expect(error?.code == .invalid)
        #expect(await host.session.isOpen)
    }
}
