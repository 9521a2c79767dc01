import FoundationEssentials
import Glibc
import OpenSSHFiles
import Reactor
import SSH
import SSHAgent

/// Measures what connections and commands cost the client: `script/bench` raises the servers and calls it.
@main
struct SSHBench {
    private static let usage = """
        usage: SSHBench USER KEY KNOWN_HOSTS CONCURRENCY FURTHER-COMMANDS ADDRESS:PORT...
               SSHBench USER KEY KNOWN_HOSTS CONCURRENCY send:FILE:FOLDER ADDRESS:PORT...
               SSHBench USER KEY KNOWN_HOSTS CONCURRENCY prove:FILE:FOLDER ADDRESS:PORT...

        """

    static func main() async {
        guard let plan = BenchPlan(Array(CommandLine.arguments.dropFirst())) else {
            say(usage, to: STDERR_FILENO)
            _exit(64)
        }
        do {
            let lines = try await measure(plan)
            say(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
        } catch {
            say("\(error)\n", to: STDERR_FILENO)
            _exit(1)
        }
    }

    private static func say(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe write(descriptor, bytes, bytes.count)
    }

    private static func measure(_ plan: BenchPlan) async throws -> [String] {
        let reactor = try Reactor()
        // A public key file means that the agent signs; one with a passphrase is opened once.
        let agent = SSHAgent.socket(identityAgent: nil, environment: ProcessInfo.processInfo.environment)
        let credentials = SSHCredentials(
            files: [plan.key], agent: agent.map { SSHAgent(socket: $0, on: reactor) },
            unlocker: SSHKeyVault(on: reactor), usesNamedKeysOnly: true)
        let known = try KnownHosts.load([plan.knownHosts])
        let limits = SSHConnectionLimits(perServer: plan.concurrency, perProcess: plan.concurrency)
        let fleet = Fleet(plan: plan, credentials: credentials, known: known, limits: limits, reactor: reactor)
        let atStart = Usage.now
        // On the reactor's thread from the first step to the last: no task changes threads.
        return try await Task(executorPreference: reactor) {
            if let copy = plan.copy {
                try await fleet.push(copy)
                return [
                    (Usage.now - atStart).line("connect + authenticate + copy", per: plan.endpoints.count, of: "host")
                ]
            }
            let sessions = try await fleet.connectAndRun()
            let first = Usage.now
            try await fleet.runFurther(on: sessions)
            let last = Usage.now
            for session in sessions { await session.close() }
            let hosts = plan.endpoints.count
            return [
                "start-up: \(atStart.milliseconds) ms of CPU",
                (first - atStart).line("connect + authenticate + one command", per: hosts, of: "host"),
                (last - first).line("a further command", per: hosts * plan.furtherCommands, of: "command"),
                "most memory: \(Usage.peakMegabytes) MB for \(hosts) sessions",
            ]
        }.value
    }
}

/// What the command line asks for.
struct BenchPlan {
    let user: String
    let key: String
    let knownHosts: String
    let concurrency: Int
    let furtherCommands: Int
    let copy: Copy?
    let endpoints: [SSHEndpoint]

    /// A file that each host gets a copy of, in a folder of the hosts, under its own address.
    struct Copy {
        let file: String
        let folder: String
        /// Whether the host says the digest of what it got.
        let isProven: Bool

        init?(_ text: String) {
            let parts = text.split(separator: ":").map(String.init)
            guard parts.count == 3, ["send", "prove"].contains(parts[0]) else { return nil }
            (file, folder, isProven) = (parts[1], parts[2], parts[0] == "prove")
        }
    }

    init?(_ arguments: [String]) {
        guard arguments.count > 5, let concurrency = Int(arguments[3]) else { return nil }
        copy = Copy(arguments[4])
        guard let further = copy == nil ? Int(arguments[4]) : 0 else { return nil }
        (user, key, knownHosts) = (arguments[0], arguments[1], arguments[2])
        self.concurrency = concurrency
        furtherCommands = further
        var endpoints: [SSHEndpoint] = []
        for place in arguments.dropFirst(5) {
            let parts = place.split(separator: ":")
            guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
            endpoints.append(SSHEndpoint(address: String(parts[0]), port: port, user: user))
        }
        self.endpoints = endpoints
    }
}
