internal import Glibc

/// The reactor's thread: everything here is touched by that thread alone, `inbox` excepted.
///
/// One turn runs the jobs at hand (at most `maximumJobsPerTurn` before it looks at the descriptors again, so that a
/// busy actor cannot starve a deadline), then waits for events, then settles what they and the clock made due.
final class EventLoop {
    private static let maximumJobsPerTurn = 128
    /// Longest single sleep; only bounds the conversion to epoll's milliseconds.
    private static let maximumSleepMilliseconds: Int64 = 3_600_000

    /// Waits on one descriptor: tasks that are told once, or one handler that is told every time.
    private struct Slot {
        var waits: [UInt64] = []
        var watch: Watch?
    }

    private struct Watch {
        var interest: Readiness
        var handler: @Sendable (Readiness) -> Void
    }

    private let inbox: Inbox
    private var poller: Poller
    private var jobs: [UnownedJob] = []
    private var waits: [UInt64: Wait] = [:]
    private var slots: [Int32: Slot] = [:]
    /// How often each descriptor was woken; the entries are as many as descriptors were open at once.
    private(set) var wakes: [Int32: UInt64] = [:]
    private var timers = TimerHeap()
    private var isStopped = false
    private var refusesWaits = false

    init(inbox: Inbox) throws(ReactorError) {
        self.inbox = inbox
        poller = try Poller()
    }

    var wakeDescriptor: Int32 { poller.wakeDescriptor }

    /// Runs until told to stop, which is what the reactor's end does.
    func run(_ runner: JobRunner) {
        while !isStopped {
            runJobs(runner)
            var due: [(Int32, Readiness)] = []
            let isWoken = poller.poll(milliseconds: sleepMilliseconds()) { due.append(($0, $1)) }
            for (descriptor, ready) in due { settle(descriptor, ready) }
            if !timers.isEmpty { settleTimers(now: .now) }
            if isWoken { for request in inbox.takeAll() { handle(request) } }
        }
    }

    func handle(_ request: Request) {
        switch request {
        case .run(let job): jobs.append(job)
        case .begin(let wait): begin(wait)
        case .cancel(let id): finish(id, .cancelled)
        case .wake(let descriptor):
            wakes[descriptor, default: 0] += 1
            for id in slots[descriptor]?.waits ?? [] { finish(id, .ready) }
        case .cancelAll:
            refusesWaits = true
            for id in Array(waits.keys) { finish(id, .cancelled) }
        case .stop: isStopped = true
        }
    }

    /// Sets or replaces the handler of a descriptor. Returns 0 or epoll_ctl's `errno`.
    func watch(_ descriptor: Int32, for interest: Readiness, _ handler: @escaping @Sendable (Readiness) -> Void)
        -> Int32
    {
        slots[descriptor, default: Slot()].watch = Watch(interest: interest, handler: handler)
        let failure = poller.arm(descriptor, for: interest, isOneShot: false)
        if failure != 0 { slots[descriptor] = nil }
        return failure
    }

    func unwatch(_ descriptor: Int32) {
        guard slots.removeValue(forKey: descriptor) != nil else { return }
        poller.disarm(descriptor)
    }

    // MARK: - One turn

    private func runJobs(_ runner: JobRunner) {
        var taken = 0
        while taken < jobs.count, taken < Self.maximumJobsPerTurn {
            let job = jobs[taken]
            taken += 1
            runner.run(job)
        }
        jobs.removeFirst(taken)
    }

    private func sleepMilliseconds() -> Int32 {
        guard jobs.isEmpty else { return 0 }
        guard let next = timers.next else { return -1 }
        let remaining = ContinuousClock.now.duration(to: next).components
        guard remaining.seconds >= 0, remaining.attoseconds >= 0 else { return 0 }
        guard remaining.seconds < Self.maximumSleepMilliseconds / 1000 else {
            return Int32(Self.maximumSleepMilliseconds)
        }
        // Rounded up: waking a moment too early would spin until the deadline.
        let milliseconds =
            remaining.seconds * 1000 + (remaining.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(milliseconds)
    }

    private func settle(_ descriptor: Int32, _ ready: Readiness) {
        guard let slot = slots[descriptor] else {
            poller.disarm(descriptor)
            return
        }
        if let watch = slot.watch {
            watch.handler(ready)
            return
        }
        for id in slot.waits {
            guard let wait = waits[id], !wait.interest.isDisjoint(with: ready) else { continue }
            finish(id, .ready)
        }
        rearm(descriptor)
    }

    private func settleTimers(now: ContinuousClock.Instant) {
        while let id = timers.popExpired(now: now) {
            if waits[id] == nil { timers.notePoppedStale() } else { finish(id, .timedOut, isTimer: true) }
        }
    }

    // MARK: - Waits

    private func begin(_ wait: Wait) {
        guard !refusesWaits else { return complete(wait, .cancelled) }
        // A handler never runs inside the call that set it: it waits for the clock's part of a turn.
        if case .task = wait.completion, let deadline = wait.deadline, deadline <= .now {
            return complete(wait, .timedOut)
        }
        if let descriptor = wait.descriptor, let seen = wait.wakes, seen != wakes[descriptor] ?? 0 {
            return complete(wait, .ready)
        }
        waits[wait.id] = wait
        if let deadline = wait.deadline { timers.insert(wait.id, at: deadline) }
        guard let descriptor = wait.descriptor else { return }
        slots[descriptor, default: Slot()].waits.append(wait.id)
        rearm(descriptor)
    }

    /// Arms the descriptor once for all who wait on it. A regular file cannot be watched and is always ready.
    private func rearm(_ descriptor: Int32) {
        guard let slot = slots[descriptor], slot.watch == nil else { return }
        var interest: Readiness = []
        for id in slot.waits { interest.formUnion(waits[id]?.interest ?? []) }
        guard !interest.isEmpty else { return }
        let failure = poller.arm(descriptor, for: interest, isOneShot: true)
        guard failure != 0 else { return }
        for id in slot.waits { finish(id, failure == EPERM ? .ready : .failed(failure)) }
    }

    private func finish(_ id: UInt64, _ result: WaitResult, isTimer: Bool = false) {
        guard let wait = waits.removeValue(forKey: id) else { return }
        if let descriptor = wait.descriptor {
            slots[descriptor]?.waits.removeAll { $0 == id }
            if let slot = slots[descriptor], slot.waits.isEmpty, slot.watch == nil { slots[descriptor] = nil }
        }
        if wait.deadline != nil, !isTimer { timers.noteStale { waits[$0] != nil } }
        complete(wait, result)
    }

    private func complete(_ wait: Wait, _ result: WaitResult) {
        switch wait.completion {
        case .task(let continuation): continuation.resume(returning: result)
        case .handler(let handler): if result == .timedOut { handler() }
        }
    }
}
