import FleetModel
import RolloutEngine
import Synchronization

/// Says when a node stops answering and when it answers again, and in the end what was kept.
final class ObserveProgress: Sendable {
    private let output: Output
    private let hosts: Int
    private let last = Mutex(FleetObserver.Progress())

    init(_ output: Output, hosts: Int) {
        self.output = output
        self.hosts = hosts
    }

    func show(_ progress: FleetObserver.Progress) {
        let before = last.withLock { kept in
            defer { kept = progress }
            return kept
        }
        for (host, reason) in progress.silent.sorted(by: { $0.key < $1.key }) where before.silent[host] == nil {
            output.print("\(host): does not answer: \(reason)")
        }
        for host in before.silent.keys.sorted() where progress.silent[host] == nil {
            output.print("\(host): answers again")
        }
    }

    var summary: String {
        let progress = last.withLock { $0 }
        let silent = progress.silent.isEmpty ? "" : ", \(progress.silent.count) of \(hosts) hosts silent at the end"
        return "\(progress.samples) samples kept, \(progress.silences) looks without an answer\(silent)"
    }
}
