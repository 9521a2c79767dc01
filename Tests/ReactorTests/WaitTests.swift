import Glibc
import Reactor
import Testing

@Suite("Waiting for descriptors and deadlines")
struct WaitTests {
    let reactor: Reactor
    let clock = ContinuousClock()

    init() throws { reactor = try Reactor(named: "wait-tests") }

    @Test("a wait ends when data arrives")
    func readable() async throws {
        let pipe = try Pipe()
        async let result = reactor.wait(pipe.reading, for: .read, until: clock.now + .seconds(10))
        pipe.put()
        #expect(await result == .ready)
    }

    @Test("data left unread keeps the descriptor ready")
    func levelTriggered() async throws {
        let pipe = try Pipe()
        pipe.put(10)
        for _ in 0..<3 {
            #expect(await reactor.wait(pipe.reading, for: .read, until: clock.now + .seconds(10)) == .ready)
            #expect(pipe.take(1) == 1)
        }
    }

    @Test("a silent descriptor times out, and not before the deadline")
    func timeOut() async throws {
        let pipe = try Pipe()
        let deadline = clock.now + .milliseconds(30)
        #expect(await reactor.wait(pipe.reading, for: .read, until: deadline) == .timedOut)
        #expect(clock.now >= deadline)
    }

    @Test("a deadline that has passed ends the wait at once, even on a ready descriptor")
    func expired() async throws {
        let pipe = try Pipe()
        pipe.put()
        #expect(await reactor.wait(pipe.reading, for: .read, until: clock.now - .seconds(1)) == .timedOut)
    }

    @Test("cancelling the task ends its wait, whenever the cancellation comes")
    func cancelled() async throws {
        let pipe = try Pipe()
        for turn in 0..<200 {
            let waiting = Task { await reactor.wait(pipe.reading, for: .read) }
            for _ in 0..<(turn % 5) { await Task.yield() }
            waiting.cancel()
            #expect(await waiting.value == .cancelled)
        }
    }

    @Test("readers and writers of one descriptor are told apart")
    func directions() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (near, far) = (ends[0], ends[1])
        defer { for end in [near, far] { close(end) } }
        let deadline = clock.now + .seconds(10)
        async let reading = reactor.wait(near, for: .read, until: deadline)
        #expect(await reactor.wait(near, for: .write, until: deadline) == .ready)
        #expect(unsafe write(far, "x", 1) == 1)
        #expect(await reading == .ready)
    }

    @Test("waking a descriptor ends its waits and nobody else's")
    func woken() async throws {
        let (pipe, other) = (try Pipe(), try Pipe())
        let deadline = clock.now + .seconds(10)
        let waiting = Pinned(reactor)
        async let first = waiting.wait(pipe.reading)
        async let second = reactor.wait(pipe.reading, for: [], until: deadline)
        async let third = reactor.wait(other.reading, for: .read, until: clock.now + .milliseconds(50))
        // Whether the waits have begun cannot be seen from outside, so it wakes until both have ended.
        let waker = Task {
            while !Task.isCancelled {
                reactor.wake(pipe.reading)
                await Task.yield()
            }
        }
        #expect(await first == .ready)
        #expect(await second == .ready)
        waker.cancel()
        #expect(await third == .timedOut)
    }

    @Test("a wake between looking and waiting ends the wait that follows, an earlier one does not")
    func wokenBefore() async throws {
        let pipe = try Pipe()
        let pinned = Pinned(reactor)
        #expect(await pinned.wait(pipe.reading, wokenBefore: true, until: clock.now + .seconds(60)) == .ready)
        let soon = clock.now + .milliseconds(20)
        #expect(await pinned.wait(pipe.reading, wokenBefore: false, until: soon) == .timedOut)
    }

    @Test("a wait for nothing is not ended by data or a hang-up")
    func waitForNothing() async throws {
        let pipe = try Pipe()
        pipe.put()
        #expect(await reactor.wait(pipe.reading, for: [], until: clock.now + .milliseconds(20)) == .timedOut)
    }

    @Test("a full pipe is writable again once it is read")
    func writable() async throws {
        let pipe = try Pipe()
        pipe.fill()
        #expect(await reactor.wait(pipe.writing, for: .write, until: clock.now + .milliseconds(5)) == .timedOut)
        async let result = reactor.wait(pipe.writing, for: .write, until: clock.now + .seconds(10))
        while pipe.take(65_536) > 0 {}
        #expect(await result == .ready)
    }

    @Test("the other end hanging up counts as ready")
    func hangUp() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { close(reading) }
        async let result = reactor.wait(reading, for: .read, until: clock.now + .seconds(10))
        close(writing)
        #expect(await result == .ready)
    }

    @Test("each of 200 waits is woken by its own descriptor only")
    func many() async throws {
        let pipes = try (0..<200).map { _ in try Pipe() }
        let results = await withTaskGroup(of: (Int, WaitResult).self) { group in
            for (index, pipe) in pipes.enumerated() {
                let patience: Duration = index.isMultiple(of: 2) ? .seconds(30) : .milliseconds(300)
                group.addTask { (index, await reactor.wait(pipe.reading, for: .read, until: clock.now + patience)) }
            }
            for index in stride(from: 0, to: pipes.count, by: 2) { pipes[index].put() }
            return await group.reduce(into: [Int: WaitResult]()) { $0[$1.0] = $1.1 }
        }
        #expect(results.count == pipes.count)
        for (index, result) in results { #expect(result == (index.isMultiple(of: 2) ? .ready : .timedOut)) }
    }

    @Test("a closed descriptor is refused with its error, a regular file is always ready")
    func unwatchable() async throws {
        #expect(await reactor.wait(1_000_000, for: .read, until: clock.now + .seconds(10)) == .failed(EBADF))
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        #expect(await reactor.wait(file, for: .read, until: clock.now + .seconds(10)) == .ready)
    }

    @Test("a descriptor number that was closed and given out again is watched anew")
    func reused() async throws {
        for _ in 0..<20 {
            let pipe = try Pipe()
            let cancelled = Task { await reactor.wait(pipe.reading, for: .read) }
            cancelled.cancel()
            _ = await cancelled.value
            pipe.put()
            #expect(await reactor.wait(pipe.reading, for: .read, until: clock.now + .seconds(10)) == .ready)
        }
    }

    @Test("a sleep ends after its deadline, or with its task")
    func sleeps() async throws {
        let deadline = clock.now + .milliseconds(20)
        await reactor.sleep(until: deadline)
        #expect(clock.now >= deadline)
        let long = Task { await reactor.sleep(until: clock.now + .seconds(3600)) }
        long.cancel()
        await long.value
    }

    @Test("timers fire in the order of their deadlines, not of their making")
    func timerOrder() async throws {
        #expect(await Pinned(reactor).firingOrder(of: [30, 10, 40, 20, 0]) == [0, 10, 20, 30, 40])
    }

    @Test("shutdown ends every wait and refuses new ones")
    func shutdown() async throws {
        let pipe = try Pipe()
        let pinned = Pinned(reactor)
        async let waiting = pinned.wait(pipe.reading)
        async let sleeping: Void = reactor.sleep(until: clock.now + .seconds(60))
        #expect(await pinned.isOnReactor)
        reactor.shutdown()
        #expect(await waiting == .cancelled)
        await sleeping
        #expect(await reactor.wait(pipe.reading, for: .read) == .cancelled)
        #expect(await pinned.isOnReactor)
    }
}

/// An actor that lives on the reactor.
actor Pinned {
    private let reactor: Reactor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }
    private(set) var turns = 0

    init(_ reactor: Reactor) { self.reactor = reactor }

    var isOnReactor: Bool { reactor.isOnThread }

    /// Wakes the descriptor before or after it takes the count that the wait is given.
    func wait(
        _ descriptor: Int32, wokenBefore isWoken: Bool, until deadline: ContinuousClock.Instant
    ) async -> WaitResult {
        if !isWoken { reactor.wake(descriptor) }
        let wakes = reactor.wakes(descriptor)
        if isWoken { reactor.wake(descriptor) }
        return await reactor.wait(descriptor, for: .read, until: deadline, unlessWokenSince: wakes)
    }

    func wait(_ descriptor: Int32) async -> WaitResult { await reactor.wait(descriptor, for: .read) }

    /// Sets one timer per delay (milliseconds) within one job, so that none fires before all are set.
    func firingOrder(of delays: [Int]) async -> [Int] {
        let start = ContinuousClock.now
        let (fired, firing) = AsyncStream.makeStream(of: Int.self)
        for delay in delays {
            _ = reactor.schedule(at: start + .milliseconds(delay) + .milliseconds(5)) { firing.yield(delay) }
        }
        var order: [Int] = []
        for await delay in fired.prefix(delays.count) { order.append(delay) }
        return order
    }

    /// Keeps the reactor busy until told otherwise.
    func spin(while condition: @Sendable () -> Bool) async {
        while condition() {
            turns += 1
            await Task.yield()
        }
    }
}
