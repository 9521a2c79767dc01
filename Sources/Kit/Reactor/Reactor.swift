import Synchronization

/// One thread that waits for descriptors and deadlines, and runs the actors and tasks pinned to it.
///
/// As a `SerialExecutor` it can be an actor's executor (`nonisolated var unownedExecutor`), as a `TaskExecutor` a
/// task's preference: code on it never hops between threads, so a C library that is not thread safe stays on one.
/// What runs here must not block: everything else on this reactor waits meanwhile.
///
/// The thread ends when the last reference goes. `@unchecked Sendable` is argued in docs/adr/0002.
public final class Reactor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private let inbox = Inbox()
    /// Touched by the reactor's thread alone; `isOnThread` guards each use.
    private let loop: EventLoop
    private let wakeDescriptor: Int32
    private let thread: ThreadIdentity
    private let lastID = Atomic<UInt64>(0)

    /// Starts the thread, under a name of at most 15 bytes that `top -H` and debuggers show.
    ///
    /// - Throws: `ReactorError` when the system gives no descriptors or no thread.
    public init(named name: String = "reactor") throws(ReactorError) {
        loop = try EventLoop(inbox: inbox)
        wakeDescriptor = loop.wakeDescriptor
        thread = ThreadIdentity()
        // Handed over for good: this side reaches the loop only from its own thread, or through the inbox.
        nonisolated(unsafe) let loop = self.loop
        let (identity, runner) = (thread, JobRunner(self))
        try DetachedThread.start(named: name) {
            identity.bindToCurrent()
            unsafe loop.run(runner)
        }
    }

    deinit { post(.stop) }

    /// True on the reactor's own thread.
    public var isOnThread: Bool { thread.isCurrent }

    // MARK: - Executor

    public func enqueue(_ job: consuming ExecutorJob) {
        post(.run(UnownedJob(job)))
    }

    public func checkIsolated() {
        precondition(isOnThread, "code pinned to a reactor ran on another thread")
    }

    // MARK: - Waiting

    /// Suspends until the descriptor is ready, the deadline passes or the task is cancelled.
    ///
    /// Readiness may be stale by the time the task runs: try the system call, and wait again on EAGAIN. The caller
    /// keeps the descriptor open until the wait has ended.
    ///
    /// - Parameter count: what `wakes` said when the caller found nothing to do. An `await` may let others run before the
    ///   wait begins, on the caller's own actor too; when one of them called `wake`, the wait ends at once.
    public func wait(
        _ descriptor: Int32, for interest: Readiness, until deadline: ContinuousClock.Instant? = nil,
        unlessWokenSince count: UInt64? = nil
    ) async -> WaitResult {
        await suspend(descriptor: descriptor, interest: interest, deadline: deadline, wakes: count)
    }

    /// Suspends until the deadline; returns early when the task is cancelled.
    public func sleep(until deadline: ContinuousClock.Instant) async {
        _ = await suspend(descriptor: nil, interest: [], deadline: deadline, wakes: nil)
    }

    /// Ends every wait on the descriptor with `.ready`: something happened that the descriptor itself does not show, such as
    /// data for one that another has read. A wait for nothing (`[]`) ends only so, or by its deadline.
    public func wake(_ descriptor: Int32) { post(.wake(descriptor)) }

    /// How often the descriptor's waits have been woken; on the reactor's thread only.
    public func wakes(_ descriptor: Int32) -> UInt64 {
        checkIsolated()
        return loop.wakes[descriptor] ?? 0
    }

    /// Ends every wait and sleep with `.cancelled`, now and from now on. Jobs still run.
    public func shutdown() { post(.cancelAll) }

    private func suspend(
        descriptor: Int32?, interest: Readiness, deadline: ContinuousClock.Instant?, wakes: UInt64?
    ) async -> WaitResult {
        let id = lastID.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                var wait = Wait(id: id, deadline: deadline, completion: .task(continuation))
                (wait.descriptor, wait.interest, wait.wakes) = (descriptor, interest, wakes)
                post(.begin(wait))
                // The handler below may have run before the wait was known to the loop; then it found nothing.
                if Task.isCancelled { post(.cancel(id)) }
            }
        } onCancel: {
            post(.cancel(id))
        }
    }

    // MARK: - Handlers, for C libraries that call back (on the reactor's thread only)

    /// Calls `handler` each time the descriptor is ready, until `unwatch`; a second call replaces the first.
    ///
    /// Level-triggered. To be called on the reactor's thread, where the handler runs too.
    /// Returns 0, or the `errno` of epoll_ctl(2).
    public func watch(
        _ descriptor: Int32, for interest: Readiness, _ handler: @escaping @Sendable (Readiness) -> Void
    ) -> Int32 {
        checkIsolated()
        return loop.watch(descriptor, for: interest, handler)
    }

    /// Ends `watch`; to be called before the descriptor is closed, on the reactor's thread.
    public func unwatch(_ descriptor: Int32) {
        checkIsolated()
        loop.unwatch(descriptor)
    }

    /// Calls `handler` once on the reactor's thread at the deadline, unless the timer is cancelled before. Never from
    /// within this call, a deadline of now included.
    public func schedule(at deadline: ContinuousClock.Instant, _ handler: @escaping @Sendable () -> Void) -> TimerID {
        let id = lastID.add(1, ordering: .relaxed).newValue
        post(.begin(Wait(id: id, deadline: deadline, completion: .handler(handler))))
        return TimerID(id: id)
    }

    /// Cancels a timer; one that has fired is fine.
    public func cancel(_ timer: TimerID) { post(.cancel(timer.id)) }

    // MARK: - Posting

    /// On the thread a request is handled at once, elsewhere it is handed over.
    private func post(_ request: Request) {
        if isOnThread {
            loop.handle(request)
        } else if inbox.put(request) {
            Poller.wake(wakeDescriptor)
        }
    }
}

/// Names a timer of `Reactor.schedule`.
public struct TimerID: Sendable, Hashable {
    let id: UInt64
}
