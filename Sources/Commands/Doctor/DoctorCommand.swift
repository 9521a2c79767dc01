import Arguments
import CanonicalJSON
import FleetConfig
import FleetModel
import HostSteps
import RolloutEngine
import Screens

/// `cjctl doctor`: what would fail on which host, and why, before anything is done.
struct DoctorCommand: Command {
    static let specification = CommandSpecification(
        name: "doctor", summary: "Say what would fail on which host, and why.",
        discussion: """
            Connects once to each host, all at the same time, and looks: which client carries it and why, the host's key, \
            the key that logs in, the tools that steps need, write access, free space, the clock, sudo. Changes nothing. \
            Exit 1 when something would fail.
            """,
        examples: [CommandExample("cjctl doctor", "every host of the inventory")],
        options: [Options.inventory, RemoteOptions.limit, Options.json])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let hosts = try RemoteOptions.hosts(site)
        let examiner = try CommandFailure.ofPorts { () throws(LedgerFailure) in
            try context.workshop.makeExaminer(site.project.ssh)
        }
        let environment = context.workshop.environment
        let found = await withTaskGroup(of: DoctorRow.self) { group in
            for host in hosts {
                group.addTask { await Self.look(at: host, nonce: environment.makeNonce(), by: examiner) }
            }
            return await group.reduce(into: [HostID: DoctorRow]()) { $0[$1.host] = $1 }
        }
        let here = await examiner.examineThisMachine(hosts: hosts.count)
        let rows = hosts.compactMap { found[$0.id] }
        let screen = DoctorScreen(rows: rows, here: here)
        if context.arguments.flag("--json") {
            do throws(CanonicalJSONError) {
                let document = DoctorDocument(version: 1, hosts: rows, here: here)
                context.output.write(try CanonicalJSON.encode(document) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        } else {
            context.output.print(screen.lines)
        }
        return screen.wouldFail ? .failed : .asked
    }

    private static func look(at host: Host, nonce: Nonce, by examiner: any Examiner) async -> DoctorRow {
        let examined = await examiner.examine(host, by: HostScripts.examine(host.paths, nonce: nonce))
        let version = examined.banner.map { $0.hasPrefix("SSH-2.0-") ? String($0.dropFirst(8)) : $0 }
        return DoctorRow(
            host: host.id, engine: examined.engine, engineReason: examined.engineReason,
            server: version?.split(separator: " ").first.map(String.init), hostKey: examined.hostKeyType,
            key: examined.acceptedKey, ailments: ailments(examined, nonce))
    }

    private static func ailments(_ examined: Examined, _ nonce: Nonce) -> [Ailment] {
        switch examined.answer {
        case .notBegun(let reason), .barred(let reason), .unknown(let reason): return [Ailment(.failure, reason)]
        case .replied(let output, let errors):
            guard let found = HostExamination(output: output, nonce: nonce) else {
                let shown = (errors + output).split(whereSeparator: \.isNewline).first ?? "it said nothing"
                return [Ailment(.failure, "commands do not run there as they should: \(shown)")]
            }
            let hasNoise = !errors.isEmpty || !output.hasPrefix("cjctl-begin")
            return Diagnosis(
                banner: examined.banner, examination: found, hasNoise: hasNoise, took: examined.took,
                clockAhead: found.clock.map { $0 - examined.clock }
            ).ailments
        }
    }
}

/// What `--json` prints.
private struct DoctorDocument: Encodable {
    let version: Int
    let hosts: [DoctorRow]
    let here: [Ailment]
}
