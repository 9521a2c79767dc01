import Arguments
import FleetConfig
import FleetModel
import RolloutEngine
import RolloutPlanning
import Screens

/// `cjctl verify-version`: what is installed, what the node says, and which file really runs, on every node.
struct VerifyVersionCommand: Command {
    static let specification = CommandSpecification(
        name: "verify-version", summary: "Check that every node runs the release it should.",
        discussion: """
            Compares the installed release, the version that the node says, and the digest of the file that its process \
            runs. Expected is --expected, or what the ledger says each node should have. Exit 1 when one differs.
            """,
        examples: [CommandExample("cjctl verify-version --expected v4.0.0", "all nodes on v4.0.0?")],
        options: [
            OptionSpecification("--expected", .value("NAME"), summary: "The release.", defaultText: "the ledger's"),
            Options.inventory, Options.network,
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let ledger = try await site.openLedger()
        let fleet = try site.inventory().fleet
        let network = try site.network(of: fleet)
        let hosts = fleet.hosts(of: network.id)
        let expected = try await expectation(context, ledger, network.id)
        let survey = FleetSurvey(
            remote: try PlanMaking(site: site, ledger: ledger).remote(),
            environment: context.workshop.environment, service: site.project.service)
        async let observed = survey.observe(hosts, release: nil)
        let readings = try await look(hosts, context)
        let found = await observed
        let rows = hosts.map { host in
            VersionCheck(
                host: host.id, expected: expected(host.id), reading: readings[host.id],
                observed: found[host.id] ?? .failure(Unreachable(reason: "not looked at"))
            ).row
        }
        let names = Set(hosts.compactMap { expected($0.id)?.name }).sorted().map(\.rawValue)
        context.output.print(VersionScreen(rows: rows, expected: names.joined(separator: ", ")).lines)
        return rows.allSatisfy { $0.trouble == nil } ? .asked : .failed
    }

    private func look(_ hosts: [Host], _ context: CommandContext) async throws(CommandFailure) -> [HostID:
        HealthReading]
    {
        let prober = try CommandFailure.ofPorts { () throws(LedgerFailure) in try context.workshop.makeProber() }
        return await withTaskGroup(of: (HostID, HealthReading).self) { group in
            for host in hosts { group.addTask { (host.id, await prober.look(at: host)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func expectation(
        _ context: CommandContext, _ ledger: any Ledger, _ network: NetworkID
    ) async throws(CommandFailure) -> (HostID) -> ExpectedRelease? {
        if let text = context.arguments.value("--expected") {
            guard let name = ReleaseName(rawValue: text) else {
                throw CommandFailure(.usage, "'\(text)' cannot be the name of a release")
            }
            return { _ in ExpectedRelease(name: name, digest: nil) }
        }
        do throws(LedgerFailure) {
            guard let state = try await RunHistory(ledger: ledger).newest(of: network) else {
                throw LedgerFailure("it knows no run of \(network)")
            }
            return { state.expectedRelease(of: $0).map { ExpectedRelease(name: $0.name, digest: $0.digest) } }
        } catch {
            throw CommandFailure(
                .usage, "the ledger does not say what to expect: \(error)",
                next: "cjctl verify-version --expected vX.Y.Z")
        }
    }
}

/// A release by name, and by content where that is known.
struct ExpectedRelease: Sendable {
    let name: ReleaseName
    let digest: Digest?
}

/// One host's three answers, compared.
struct VersionCheck {
    let host: HostID
    let expected: ExpectedRelease?
    let reading: HealthReading?
    let observed: Result<ObservedHost, Unreachable>

    var row: VersionRow {
        switch observed {
        case .failure(let failure):
            return VersionRow(
                host: host, installed: nil, said: said, running: nil, trouble: "unreachable: \(failure.reason)")
        case .success(let seen):
            let troubles = troubles(seen)
            return VersionRow(
                host: host, installed: seen.current?.name.rawValue, said: said, running: running(seen),
                trouble: troubles.isEmpty ? nil : troubles.joined(separator: "; "))
        }
    }

    private var said: String? {
        if case .answered(let report)? = reading { report.version } else { nil }
    }

    private func running(_ seen: ObservedHost) -> String? {
        guard let digest = seen.runningRelease else { return nil }
        return [seen.current, seen.previous].compactMap(\.self).first { $0.digest == digest }?.name.rawValue
            ?? digest.short
    }

    private func troubles(_ seen: ObservedHost) -> [String] {
        guard let expected else { return ["nothing is known to be expected here"] }
        var found: [String] = []
        if seen.current?.name != expected.name { found.append("installed is not \(expected.name)") }
        if let digest = expected.digest, let current = seen.current, current.name == expected.name,
            current.digest != digest
        {
            found.append("installed \(current.digest.short), expected \(digest.short)")
        }
        if let said {
            if !expected.name.isSaid(by: said) { found.append("says \(said)") }
        } else {
            found.append("says nothing")
        }
        if seen.process == nil { found.append("does not run") }
        if seen.process != nil, !runsWhatIsInstalled(seen) {
            let running = seen.runningBinary?.short ?? "an unreadable one"
            let installed = seen.installedBinary?.short ?? "none"
            found.append("runs another file than installed: \(running), installed \(installed)")
        }
        if let current = seen.current, let detail = seen.damaged[current.digest] {
            found.append("store damaged: \(detail)")
        }
        return found
    }

    /// By content, and by the store folder that the process was started from.
    private func runsWhatIsInstalled(_ seen: ObservedHost) -> Bool {
        seen.runningBinary != nil && seen.runningBinary == seen.installedBinary
            && seen.runningRelease == seen.current?.digest
    }
}
