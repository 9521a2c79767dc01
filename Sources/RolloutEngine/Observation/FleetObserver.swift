public import FleetModel
import RolloutPlanning
import Synchronization

/// Looks at every node again and again and keeps what it saw, until it is asked to stop.
///
/// Each node has a pace of its own, so that a slow one delays nobody. When this process ends, however it ends, what is left
/// is a gap: nothing is made up for the time in which nobody looked.
public struct FleetObserver: Sendable {
    /// Between two writes. What a killed process takes with it is at most so much, and what was under way.
    public static let flush = TimeSpan.seconds(1)
    /// Between two looks for an interruption.
    static let glance = TimeSpan.milliseconds(100)
    /// Samples that wait for the disk; a disk that is so slow ends the observing.
    static let mostWaiting = 1_000_000

    /// What was kept so far.
    public struct Progress: Sendable, Equatable {
        public var samples = 0
        /// Looks that a node did not answer.
        public var silences = 0
        /// Nodes that did not answer the last time, each with its reason.
        public var silent: [HostID: String] = [:]

        public init() {}
    }

    private let prober: any Prober
    private let samples: any Samples
    private let environment: any Environment
    private let interruptions: any Interruptions
    private let clock: @Sendable () -> Instant

    /// - Parameter clock: civil time, for samples mean the same to every process.
    public init(
        prober: any Prober, samples: any Samples, environment: any Environment, interruptions: any Interruptions,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.prober = prober
        self.samples = samples
        self.environment = environment
        self.interruptions = interruptions
        self.clock = clock
    }

    /// Returns when the process is asked to stop, with everything written.
    ///
    /// - Parameter report: told after each write.
    /// - Throws: when samples cannot be kept.
    public func run(
        _ hosts: [Host], every interval: TimeSpan, report: @Sendable (Progress) -> Void
    ) async throws(LedgerFailure) {
        let inbox = Inbox()
        let failure = await withTaskGroup(of: Void.self) { group -> LedgerFailure? in
            defer { group.cancelAll() }
            for (index, host) in hosts.enumerated() {
                // Spread over the interval, so that looks do not come in one burst.
                let delay = TimeSpan.milliseconds(interval.milliseconds * Int64(index) / Int64(max(1, hosts.count)))
                group.addTask(executorPreference: environment.executor) {
                    await watch(host, after: delay, every: interval, inbox)
                }
            }
            do throws(LedgerFailure) {
                try await keep(inbox, report)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private func watch(_ host: Host, after delay: TimeSpan, every interval: TimeSpan, _ inbox: Inbox) async {
        if delay > .zero { await environment.sleep(for: delay) }
        while !Task.isCancelled {
            let start = environment.now()
            let reading = await prober.look(at: host)
            let latency = environment.now() - start
            // What a cancelled look says is not the node's fault.
            guard !Task.isCancelled else { return }
            inbox.put(reading.samples(of: host.id, latency: latency, at: clock()), of: host.id, reading.silence)
            let rest = interval - (environment.now() - start)
            // A look that took longer than the interval is followed by the next one at once, but never in the same breath.
            await environment.sleep(for: max(rest, Self.glance))
        }
    }

    private func keep(_ inbox: Inbox, _ report: @Sendable (Progress) -> Void) async throws(LedgerFailure) {
        var next = environment.now() + Self.flush
        while interruptions.count == 0 {
            await environment.sleep(for: Self.glance)
            guard environment.now() >= next else { continue }
            next = environment.now() + Self.flush
            try await write(inbox, report)
            // One piece after each write, however much there is: the next write is due.
            _ = try await samples.prune(at: clock())
        }
        try await write(inbox, report)
    }

    private func write(_ inbox: Inbox, _ report: @Sendable (Progress) -> Void) async throws(LedgerFailure) {
        let (waiting, progress) = inbox.take()
        guard waiting.count <= Self.mostWaiting else {
            throw LedgerFailure("\(waiting.count) samples wait for the disk, which does not keep up")
        }
        if !waiting.isEmpty { try await samples.record(waiting) }
        report(progress)
    }

    /// Samples on their way to the disk.
    private final class Inbox: Sendable {
        private let content = Mutex((waiting: [Sample](), progress: Progress()))

        func put(_ samples: [Sample], of node: HostID, _ silence: String?) {
            content.withLock { content in
                content.waiting += samples
                content.progress.silent[node] = silence
                if silence != nil { content.progress.silences += 1 }
            }
        }

        func take() -> ([Sample], Progress) {
            content.withLock { content in
                let waiting = content.waiting
                content.waiting = []
                content.progress.samples += waiting.count
                return (waiting, content.progress)
            }
        }
    }
}

extension HealthReading {
    /// Why the node did not answer; nil when it did, however it feels.
    fileprivate var silence: String? {
        if case .silent(let reason) = self { reason } else { nil }
    }
}
