import Arguments
import Files
import FleetModel
import RolloutEngine
import Screens

/// `cjctl observe`: looks at every node again and again and keeps what it saw.
struct ObserveCommand: Command {
    static let specification = CommandSpecification(
        name: "observe", summary: "Keep samples of every node, until it is stopped.",
        discussion: """
            Looks at each node's API once in an interval and writes what it saw to samples.db beside the ledger: raw for an \
            hour, and for 35 days a line a minute with the least, greatest and last value and how many looks gave nothing. \
            Time in which nobody looked stays a gap. Ctrl-C and SIGTERM end it with exit code 0.
            """,
        examples: [
            CommandExample("cjctl observe --interval 10s", "every node every ten seconds"),
            CommandExample("cjctl observe --unit", "a systemd unit that does so"),
        ],
        options: [
            Options.inventory, RemoteOptions.limit,
            OptionSpecification(
                "--interval", .value("TIME"), summary: "Between two looks at a node.", defaultText: "5s"),
            OptionSpecification("--unit", .flag, summary: "Print a systemd unit for it, and do nothing else."),
        ])

    static let standardInterval = TimeSpan.seconds(5)
    static let intervals = TimeSpan.seconds(1)...TimeSpan.seconds(60)

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let interval = try Self.interval(context)
        let hosts = try RemoteOptions.hosts(site)
        if context.arguments.flag("--unit") {
            context.output.print(try ObserveUnit(site, interval: interval).lines)
            return .asked
        }
        guard !hosts.isEmpty else { throw CommandFailure(.usage, "the inventory has no host to look at") }
        let lock = try Self.lock(site)
        defer { _ = lock }
        do throws(LedgerFailure) {
            let workshop = context.workshop
            let store = try await workshop.openSamples(at: site.samplesPath)
            let progress = ObserveProgress(context.output, hosts: hosts.count)
            context.output.say(
                "looking at \(hosts.count) hosts every \(interval), into \(site.samplesPath); Ctrl-C ends it")
            let observer = FleetObserver(
                prober: try workshop.makeProber(), samples: store, environment: workshop.environment,
                interruptions: workshop.interruptions, clock: workshop.currentInstant)
            try await observer.run(hosts, every: interval) { progress.show($0) }
            context.output.print(progress.summary)
            return .asked
        } catch {
            throw CommandFailure(
                .failed, "samples cannot be kept: \(error)",
                next: "\(context.typed.command("observe")), once that is mended")
        }
    }

    private static func interval(_ context: CommandContext) throws(CommandFailure) -> TimeSpan {
        try CommandFailure.ofUsage { () throws(UsageError) in
            try context.arguments.value(
                "--interval", expected: "a time from \(intervals.lowerBound) to \(intervals.upperBound)"
            ) { text in TimeSpan(text).flatMap { intervals.contains($0) ? $0 : nil } }
        } ?? standardInterval
    }

    /// Two of them would look twice as often as was asked for.
    private static func lock(_ site: Site) throws(CommandFailure) -> FileLock {
        let path = "\(site.samplesPath).lock"
        do throws(FileError) {
            try Directory.makeWithParents(FilePath.parent(of: path))
            if let lock = try FileLock.acquireIfFree(path) { return lock }
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        throw CommandFailure(
            .refused, "this project is being observed already", facts: ["samples   \(site.samplesPath)"])
    }
}

extension Site {
    /// Beside the ledger, and no part of it: it may be removed at any time.
    var samplesPath: String { FilePath.join(FilePath.parent(of: ledgerPath), "samples.db") }
}
