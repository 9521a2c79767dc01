import FleetModel
import RolloutEngine
import Screens

/// One thing done on many hosts, with progress while it runs and a row for each host at its end.
struct RemoteJob {
    let context: CommandContext
    let hosts: [Host]
    let forks: Int
    /// Says nothing while it runs: the result is a document.
    var isQuiet = false

    struct Ending<Value: Sendable> {
        let rows: [RemoteRow]
        let values: [HostID: Value]
        let elapsed: TimeSpan
        let isInterrupted: Bool

        var exitCode: ExitCode { isInterrupted ? .interrupted : ExitCode(rows) }
    }

    func run<Value: Sendable>(
        _ body: @escaping @Sendable (Host) async -> Value, row: (HostID, Value?) -> RemoteRow
    ) async -> Ending<Value> {
        let environment = context.workshop.environment
        let fan = FanOut(places: forks, environment: environment, interruptions: context.workshop.interruptions)
        var progress = RemoteProgress(context.output, hosts: hosts.count, isQuiet: isQuiet)
        var isInterrupted = false
        let start = environment.now()
        let values = await fan.run(hosts, body) { happening, value in
            switch happening {
            case .begins(let host): progress.begin(host.id)
            case .ends(let host):
                let row = row(host.id, value)
                progress.end(host.id, isGood: row.verdict == .done, line: "\(host.id)  \(row.brief)")
            case .interrupted:
                isInterrupted = true
                progress.interrupted()
            }
        }
        progress.finish()
        return Ending(
            rows: hosts.map { row($0.id, values[$0.id]) }, values: values, elapsed: environment.now() - start,
            isInterrupted: isInterrupted || context.output.isWavedOff)
    }
}
