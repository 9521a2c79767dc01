internal import Glibc
internal import Processes
internal import Reactor

extension LabProcesses {
    /// How processes are ended.
    enum Manner: Sendable {
        /// Asked first, and given time to end by themselves.
        case orderly
        /// As a power cut does it.
        case sudden
    }

    /// Time that processes have to end after SIGTERM, and after SIGKILL.
    private static let patience = Duration.seconds(5)
    /// Pause between looks.
    private static let pause = Duration.milliseconds(50)

    /// Ends every process of the lab that is chosen, and returns when none is left; how many there were.
    func end(
        _ manner: Manner, where isChosen: (LabProcess) -> Bool = { _ in true }
    ) async throws(LabError) -> Int {
        let chosen = try all().filter(isChosen)
        if manner == .orderly, try await areGone(after: SIGTERM, isChosen) { return chosen.count }
        if try await areGone(after: SIGKILL, isChosen) { return chosen.count }
        let left = try all().filter(isChosen).map { "\($0.identity.pid)" }.joined(separator: ", ")
        throw LabError(.processesLeft, "processes of the lab outlived SIGKILL: \(left)")
    }

    /// Signals whoever is there until nobody is: a process that was starting another may have done so meanwhile.
    private func areGone(after signal: Int32, _ isChosen: (LabProcess) -> Bool) async throws(LabError) -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        var signalled: Set<ProcessIdentity> = []
        while true {
            let left = try all().filter(isChosen)
            if left.isEmpty { return true }
            for process in left where !signalled.contains(process.identity) {
                _ = process.identity.signal(signal)
                signalled.insert(process.identity)
            }
            guard ContinuousClock.now < deadline else { return false }
            await reactor.sleep(until: .now + Self.pause)
        }
    }
}
