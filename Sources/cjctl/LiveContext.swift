import Arguments
import Commands
import FleetModel
import FoundationEssentials
import Glibc
import GoldenVectors
import HTTP
import HTTPProber
import HTTPVectorNode
import Reactor
import RolloutEngine
import SQLiteLedger
import SSHRemote
import SampleStore
import Secrets
import Synchronization
import SystemEnvironment

/// The one place where adapters meet ports.
enum LiveContext {
    /// - Throws: when the system has no thread or descriptor left.
    static func make(_ arguments: ParsedArguments, output: Output) throws(ReactorError) -> CommandContext {
        let here = FileManager.default.currentDirectoryPath
        let folder = arguments.value("--directory").map { $0.hasPrefix("/") ? $0 : "\(here)/\($0)" } ?? here
        return CommandContext(
            arguments: arguments, rawWords: rawWords, folder: folder, user: Login.name, home: Login.home,
            output: output, workshop: LiveWorkshop(on: try Reactor()))
    }
}

extension LiveContext {
    /// The words of the command line as the kernel handed them over, the program's name left out.
    private static var rawWords: [[UInt8]] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            guard let word = unsafe CommandLine.unsafeArgv[index] else { return nil }
            return unsafe Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
        }
    }
}

/// Who runs this process.
enum Login {
    static var name: String {
        guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name else {
            return "\(geteuid())"
        }
        return unsafe String(cString: name)
    }

    static var home: String {
        if let home = ProcessInfo.processInfo.environment["HOME"], home.hasPrefix("/") { return home }
        guard let entry = unsafe getpwuid(geteuid()), let home = unsafe entry.pointee.pw_dir else { return "/" }
        return unsafe String(cString: home)
    }
}

/// Makes every port from its adapter, once.
final class LiveWorkshop: Workshop {
    let environment: any Environment
    private let signals = Mutex<SignalInterruptions?>(nil)
    /// One thread waits for every connection and every deadline.
    private let reactor: Reactor
    private let remotes = Mutex<[SSHRemote]>([])

    init(on reactor: Reactor) {
        self.reactor = reactor
        environment = SystemEnvironment(on: reactor)
    }

    /// Signals are taken over when the first run begins; every other command ends at Ctrl-C as programs do.
    var interruptions: any Interruptions {
        signals.withLock { kept in
            let made = kept ?? SignalInterruptions()
            kept = made
            return made
        }
    }

    func currentTime() -> Timestamp { Timestamp(clampingSeconds: WallClock.milliseconds() / 1000) }

    var currentInstant: @Sendable () -> Instant { { Instant(milliseconds: WallClock.milliseconds()) } }

    func openSamples(at path: String) async throws(LedgerFailure) -> any Samples {
        makeFolder(of: path)
        return try await SampleStore.open(path)
    }

    private func makeFolder(of path: String) {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        try? FileManager.default.createDirectory(atPath: "/\(parent)", withIntermediateDirectories: true)
    }

    func openLedger(at path: String) async throws(LedgerFailure) -> any Ledger {
        makeFolder(of: path)
        return try await SQLiteLedger.open(path, clock: WallClock.milliseconds)
    }

    func makeProber() throws(LedgerFailure) -> any Prober {
        do throws(HTTPError) { return try HTTPProber(on: reactor) } catch {
            throw LedgerFailure("\(error)")
        }
    }

    func makeVectorNode() throws(LedgerFailure) -> any VectorNode {
        do throws(HTTPError) { return try HTTPVectorNode(on: reactor) } catch {
            throw LedgerFailure("\(error)")
        }
    }

    func makeInquirer(authorities: String?) throws(LedgerFailure) -> any Inquirer {
        do throws(HTTPError) {
            return try HTTPInquirer(on: reactor, trusting: authorities.map { .authorities(file: $0) } ?? .system)
        } catch {
            throw LedgerFailure("\(error)")
        }
    }

    func makeRemote(
        releases: String, configurations: [HostID: ConfigurationUpload], _ limits: SSHLimits
    ) throws(LedgerFailure) -> any Remote {
        makeSSH(releases: releases, configurations: configurations, limits)
    }

    func makeShells(_ limits: SSHLimits) throws(LedgerFailure) -> any Shells { makeSSH(releases: "/", limits) }

    func makeExaminer(_ limits: SSHLimits) throws(LedgerFailure) -> any Examiner {
        SSHExaminer(
            makeSSH(releases: "/", limits), agentSocket: ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"],
            wallClock: WallClock.milliseconds)
    }

    private func makeSSH(
        releases: String, configurations: [HostID: ConfigurationUpload] = [:], _ limits: SSHLimits
    ) -> SSHRemote {
        let environment = ProcessInfo.processInfo.environment
        let made = SSHRemote(
            on: reactor, home: Login.home, user: Login.name, releases: releases, configurations: configurations,
            environment: environment, limits: limits, person: TerminalPerson.look(environment))
        remotes.withLock { $0.append(made) }
        return made
    }

    func close() async {
        for remote in remotes.withLock({ $0 }) { await remote.close() }
    }
}
