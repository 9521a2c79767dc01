import Files
import LoopbackSSH
import RemoteExecution
import SSH
import Testing

@Suite("Every word arrives as it is", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct NaughtyStringTests {
    private static let count = 10_000
    /// What the server runs instead of its user's login shell; nil: that shell.
    static let shells: [String?] = [nil, "dash", "busybox sh", "bash --posix"].filter { shell in
        guard let program = shell?.split(separator: " ").first else { return true }
        return ["/bin", "/usr/bin"].contains { File.exists("\($0)/\(program)") }
    }

    private func host(_ shell: String?) async throws -> Host {
        try await Host(settings: shell.map { ["ForceCommand exec \($0) -c \"$SSH_ORIGINAL_COMMAND\""] } ?? [])
    }

    /// What a host has received, one word after the other.
    private func echo(_ words: [String], on host: Host, _ program: ([String]) -> Execution.Program) async throws
        -> [String]
    {
        let reply = try await host.run(program(words), limits: OutputLimits(output: 8 << 20, errorOutput: 1000))
        #expect(reply.status == .exited(0) && reply.errorOutput.isEmpty, "\(reply.errorText)")
        return reply.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func expectSame(_ sent: [String], _ received: [String], _ seed: UInt64) {
        #expect(sent.count == received.count, "seed \(seed)")
        for (index, (word, came)) in zip(sent, received).enumerated() where !word.utf8.elementsEqual(came.utf8) {
            Issue.record("seed \(seed), word \(index): \(word.debugDescription) came as \(came.debugDescription)")
            return
        }
    }

    @Test("10,000 hard words, on the line and on standard input", arguments: shells)
    func words(_ shell: String?) async throws {
        let host = try await host(shell)
        let seed: UInt64 = 3
        var strings = NaughtyStrings(seed: seed)
        var left = Self.count
        var turn = 0
        while left > 0 {
            // Most fit on a line; every fourth list is too long for one.
            let words = (0..<min(left, turn % 4 == 3 ? 1500 : 400)).map { _ in strings.next() }
            (left, turn) = (left - words.count, turn + 1)
            let received = try await echo(words, on: host) { .arguments(["printf", "%s\\0", "first"] + $0) }
            expectSame(["first"] + words, received, seed)
        }
    }

    @Test("hard words as a script's arguments, and single words of 30 KB", arguments: shells)
    func scripts(_ shell: String?) async throws {
        let host = try await host(shell)
        var strings = NaughtyStrings(seed: 5)
        let words = NaughtyStrings.known + (0..<300).map { _ in strings.next() }
        let script = "for word in \"$@\"; do printf '%s\\0' \"$word\"; done"
        expectSame(words, try await echo(words, on: host) { .script(script, arguments: $0) }, 5)
        let long = ["'", "\\", "\n", "é'$"].map { String(repeating: $0, count: 30_000 / $0.utf8.count) }
        for word in long {
            expectSame([word], try await echo([word], on: host) { .arguments(["printf", "%s\\0"] + $0) }, 0)
            expectSame([word], try await echo([word], on: host) { .script(script, arguments: $0) }, 0)
        }
    }

    @Test("bytes that are no UTF-8 go in and come out as they are", arguments: shells)
    func bytes(_ shell: String?) async throws {
        let bytes = (0..<65_536).flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        #expect(try await host(shell).run(.script("cat"), input: .bytes(bytes)).output == bytes)
    }
}
