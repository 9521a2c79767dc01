import Files
import OpenSSHFiles
import Reactor
import SSH

/// The servers of a run, and what is done with all of them.
struct Fleet {
    private static let command = "true"
    private static let deadline = Duration.seconds(60)

    let plan: BenchPlan
    let credentials: SSHCredentials
    let known: KnownHosts
    let limits: SSHConnectionLimits
    let reactor: Reactor

    struct UnexpectedReply: Error {
        let endpoint: SSHEndpoint
        let reply: SSHReply
    }

    /// Connects to every server, at most `concurrency` at a time until each has run its first command.
    func connectAndRun() async throws -> [SSHSession] {
        let places = ConcurrencyLimit(plan.concurrency)
        return try await withThrowingTaskGroup(of: SSHSession.self) { group in
            for endpoint in plan.endpoints {
                group.addTask {
                    guard await places.acquire() else { throw CancellationError() }
                    defer { places.release() }
                    let session = try await SSHSession.connect(
                        to: endpoint, credentials: credentials, verifier: known, within: limits, on: reactor)
                    try await run(on: session)
                    return session
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Runs the further commands, one after the other on each session, on all sessions at the same time.
    func runFurther(on sessions: [SSHSession]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for session in sessions {
                group.addTask { for _ in 0..<plan.furtherCommands { try await run(on: session) } }
            }
            try await group.waitForAll()
        }
    }

    /// Sends one file to every server.
    func push(_ copy: BenchPlan.Copy) async throws {
        let file = SharedFile(try FileDescriptor(opening: copy.file, for: .read))
        let places = ConcurrencyLimit(plan.concurrency)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for endpoint in plan.endpoints {
                group.addTask {
                    guard await places.acquire() else { throw CancellationError() }
                    defer { places.release() }
                    let session = try await SSHSession.connect(
                        to: endpoint, credentials: credentials, verifier: known, within: limits, on: reactor)
                    let target = ShellWord.quote("\(copy.folder)/\(endpoint.address)")
                    let proof = copy.isProven ? " && sha256sum \(target)" : ""
                    let reply = try await session.execute(
                        "umask 077; cat >\(target)\(proof)", input: file.input, deadline: Self.deadline)
                    guard reply.status == .exited(0) else { throw UnexpectedReply(endpoint: endpoint, reply: reply) }
                    await session.close()
                }
            }
            try await group.waitForAll()
        }
    }

    private final class SharedFile: Sendable {
        private let descriptor: FileDescriptor
        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
        var input: SSHInput { .source { [self] offset, limit in try descriptor.read(at: offset, limit: limit) } }
    }

    private func run(on session: SSHSession) async throws {
        let reply = try await session.execute(Self.command, deadline: Self.deadline)
        guard reply.status == .exited(0) else { throw UnexpectedReply(endpoint: session.endpoint, reply: reply) }
    }
}
