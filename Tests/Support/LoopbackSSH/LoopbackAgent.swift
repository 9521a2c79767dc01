import Files
import Glibc
import Processes
import Reactor

/// A real ssh-agent with a socket of its own, for as long as it is referenced.
public final class LoopbackAgent: Sendable {
    /// Whether one can run here.
    public static var isAvailable: Bool { File.exists("/usr/bin/ssh-agent") && File.exists("/usr/bin/ssh-add") }
    public static let skipReason = "SKIPPED, NOT PASSED: there is no ssh-agent (apt-get install openssh-client)"

    private static let startLimit = Duration.seconds(20)
    /// How ssh-add(1) ends when no agent answers; without keys it ends with 1.
    private static let cannotContactAgent: Int32 = 2

    public let socket: String
    private let folder: String
    private let process: ProcessIdentity

    /// Starts an agent and has it hold these keys.
    public init(holding keys: [String] = [], options: [String] = []) async throws {
        var template = Array("/tmp/loopback-agent-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw LoopbackSSH.Failure("no temporary folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        socket = "\(folder)/socket"
        do {
            process = try await Self.start(socket, log: "\(folder)/log")
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
        for key in keys { try await add(key, options: options) }
    }

    deinit {
        _ = process.signal(SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(process.pid, &status, 0)
        try? Directory.removeTree(folder)
    }

    /// Hands over a key that has no passphrase; `options` go to ssh-add as they are.
    public func add(_ key: String, options: [String] = []) async throws {
        try await run(["ssh-add", "-q"] + options + [key])
    }

    /// Takes every key away.
    public func empty() async throws { try await run(["ssh-add", "-q", "-D"]) }

    /// Stops the agent where it stands, so that it keeps its socket and answers nobody.
    public func freeze() { _ = process.signal(SIGSTOP) }

    private func run(_ arguments: [String]) async throws {
        let result = try await ProcessRunner.run(
            arguments, environment: .inheritedWith(["SSH_AUTH_SOCK": socket]), deadline: .seconds(60))
        guard result.status.isSuccess else { throw LoopbackSSH.Failure("ssh-add: \(result.errorText)") }
    }

    private static func start(_ socket: String, log: String) async throws -> ProcessIdentity {
        let pid = try ProcessRunner.spawnDetached(["ssh-agent", "-D", "-a", socket], outputPath: log)
        let process = ProcessIdentity(pid: pid)
        let reactor = try Reactor(named: "loopback-agent")
        let limit = ContinuousClock.now + startLimit
        while let process, process.isRunning, ContinuousClock.now < limit {
            if try await answers(socket) { return process }
            await reactor.sleep(until: .now + .milliseconds(5))
        }
        _ = process?.signal(SIGKILL)
        throw LoopbackSSH.Failure("ssh-agent did not start")
    }

    /// The socket's file alone says nothing: an agent binds it a moment before it listens.
    private static func answers(_ socket: String) async throws -> Bool {
        guard File.exists(socket) else { return false }
        let listing = try await ProcessRunner.run(
            ["ssh-add", "-l"], environment: .inheritedWith(["SSH_AUTH_SOCK": socket]), deadline: startLimit)
        return listing.status != .exited(cannotContactAgent)
    }
}
