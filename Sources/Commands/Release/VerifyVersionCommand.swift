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
            runs. Expected is --expected, or what the ledger says each node should have: after a completed rollout its \
            release, also on a host that it left behind. Exit 1 when one differs or cannot be looked at.
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
        context.output.print(VersionScreen(rows: rows).lines)
        return rows.allSatisfy { $0.verdict == .pass } ? .asked : .failed
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
    ) async throws(CommandFailure) -> (HostID) -> VersionCheck.Expected {
        if let text = context.arguments.value("--expected") {
            guard let name = ReleaseName(rawValue: text) else {
                throw CommandFailure(.usage, "'\(text)' cannot be the name of a release")
            }
            return { _ in .release(name, nil) }
        }
        do throws(LedgerFailure) {
            guard let state = try await RunHistory(ledger: ledger).newest(of: network) else {
                throw LedgerFailure("it knows no run of \(network)")
            }
            return { host in
                switch state.expectation(of: host) {
                case .release(let reference): .release(reference.name, reference.digest)
                case .changing: .unsettled("it is in the middle of its change by \(state.id): cjctl status")
                case .nothing: .unsettled("the ledger does not say what it should run: --expected vX.Y.Z")
                }
            }
        } catch {
            throw CommandFailure(
                .usage, "the ledger does not say what to expect: \(error)",
                next: "cjctl verify-version --expected vX.Y.Z")
        }
    }
}

/// One host's three answers, compared.
struct VersionCheck {
    enum Expected {
        /// By name, and by content where that is known.
        case release(ReleaseName, Digest?)
        /// Nothing can be expected, and why.
        case unsettled(String)
    }

    let host: HostID
    let expected: Expected
    let reading: HealthReading?
    let observed: Result<ObservedHost, Unreachable>

    var row: VersionRow {
        let seen = try? observed.get()
        return VersionRow(
            host: host, expected: expectedName, installed: seen?.current?.name.rawValue, said: said,
            running: seen.flatMap(running), verdict: verdict)
    }

    private var expectedName: String? {
        if case .release(let name, _) = expected { name.rawValue } else { nil }
    }

    private var verdict: VersionRow.Verdict {
        switch (observed, expected) {
        case (.failure(let failure), _): return .unknown("unreachable: \(failure.reason)")
        case (.success, .unsettled(let reason)): return .unknown(reason)
        case (.success(let seen), .release(let name, let digest)):
            let troubles = troubles(seen, name, digest)
            return troubles.isEmpty ? .pass : .differs(troubles.joined(separator: "; "))
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

    private func troubles(_ seen: ObservedHost, _ expected: ReleaseName, _ digest: Digest?) -> [String] {
        var found: [String] = []
        if seen.current?.name != expected { found.append("installed is not \(expected)") }
        if let digest, let current = seen.current, current.name == expected, current.digest != digest {
            found.append("installed \(current.digest.short), expected \(digest.short)")
        }
        if let said {
            if !expected.isSaid(by: said) { found.append("says \(said)") }
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
