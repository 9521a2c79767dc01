import Files
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// Carries one run in this process: the lock of the project, the ports, the engine, and what is printed.
struct Controller {
    let site: Site
    let ledger: any Ledger

    private var context: CommandContext { site.context }

    /// One controller per project at a time. A dead one holds nothing: the lock is the kernel's.
    static func lock(_ site: Site) throws(CommandFailure) -> FileLock {
        guard let lock = try lockIfFree(site) else {
            throw CommandFailure(
                .refused, "a controller of this project is running",
                next: "\(site.context.typed.command("status")); \(site.context.typed.command("halt")) stops it")
        }
        return lock
    }

    static func lockIfFree(_ site: Site) throws(CommandFailure) -> FileLock? {
        do throws(FileError) {
            try Directory.makeWithParents(FilePath.parent(of: site.lockPath))
            return try FileLock.acquireIfFree(site.lockPath)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Notes that this process takes the run up, then runs it as far as `through`.
    ///
    /// - Parameter superseding: what ends the run that this one takes over from, in the same transaction: at no moment is
    ///   there neither of them to resume.
    func run(
        _ id: RunID, through: PhaseName, before records: [RolloutRecord], takingOver: [Nonce],
        superseding: [LedgerEntry] = [], configurations: MadeConfigurations? = nil
    ) async throws(CommandFailure) -> (ending: Ending, state: RunState) {
        let history = RunHistory(ledger: ledger)
        let ledger = ledger
        let recorded = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await history.state(of: id)
        }
        let uploads = await uploads(of: recorded, made: configurations)
        do throws(LedgerFailure) {
            let process = context.workshop.environment.makeNonce()
            let started = RolloutRecord.runStarted(RunStarted(process: process, through: through, by: context.user))
            try await ledger.append(superseding + [LedgerEntry(run: id, records: records + [started])])
            guard let state = try await history.state(of: id) else { throw LedgerFailure("run \(id) has no plan") }
            let progress = RunProgress(
                output: context.output, state: state, typed: context.typed, at: context.workshop.environment.now())
            context.workshop.interruptions.sayLastly { progress.sayLastWords() }
            let engine = RolloutEngine(
                remote: try context.workshop.makeRemote(
                    releases: site.releasesFolder, configurations: uploads, site.project.ssh),
                prober: try context.workshop.makeProber(), ledger: ledger,
                environment: context.workshop.environment, interruptions: context.workshop.interruptions,
                observer: progress)
            let ending = try await engine.run(state, process: process, takingOver: takingOver)
            progress.finish()
            return (ending, try await history.state(of: id) ?? state)
        } catch {
            throw CommandFailure(
                .failed, "the ledger cannot be used: \(error)",
                next: "what was begun is noted on the hosts: \(context.typed.command("resume"))")
        }
    }

    /// What this process can send along with a release. One that takes up a run makes it anew from the plan; where it
    /// cannot, hosts that have theirs go on, and the others refuse before anything of them is changed.
    private func uploads(
        of recorded: RunState?, made: MadeConfigurations?
    ) async -> [HostID: ConfigurationUpload] {
        if let made { return made.uploads }
        guard let plan = recorded?.plan, let recipe = plan.configuration, recorded?.ended == nil else { return [:] }
        do throws(CommandFailure) {
            let again = try await ConfigurationMaking(site: site).make(
                recipe, network: Network(id: plan.network, outsidePower: plan.outsidePower), hosts: plan.networkHosts,
                release: plan.release, service: plan.service)
            return again.uploads
        } catch {
            context.output.say(["warning: the configurations cannot be made again; hosts that have theirs go on"])
            context.output.say(error.lines.map { "  \($0)" })
            return [:]
        }
    }

    /// Prints how a run ended; returns what the process ends with.
    func report(_ ending: Ending, _ state: RunState) -> ExitCode {
        let code = ExitCode(ending)
        let lines = EndingScreen(ending, of: state, typed: context.typed).lines
        if code == .asked || code == .rolledBack { context.output.print(lines) } else { context.output.say(lines) }
        return code
    }
}
