import Glibc
import Reactor
import Synchronization
import Testing

@Suite("Running actors and tasks on the reactor's thread")
struct ExecutorTests {
    @Test("a pinned actor and the functions it awaits stay on the thread, before and after a wait")
    func staysOnThread() async throws {
        let reactor = try Reactor(named: "exec-tests")
        let pipe = try Pipe()
        let pinned = Pinned(reactor)
        #expect(!reactor.isOnThread)
        #expect(await pinned.isOnReactor)
        pipe.put()
        #expect(await pinned.wait(pipe.reading) == .ready)
        #expect(await pinned.isOnReactor)
        await pinned.assertAfterWait(pipe.reading)
    }

    @Test("a task that prefers the reactor runs its nonisolated code there")
    func taskPreference() async throws {
        let reactor = try Reactor(named: "exec-tests")
        let isThere = await Task(executorPreference: reactor) {
            await Task.yield()
            return reactor.isOnThread
        }.value
        #expect(isThere)
    }

    @Test("a busy actor starves neither deadlines nor descriptors")
    func fairness() async throws {
        let reactor = try Reactor(named: "exec-tests")
        let pipe = try Pipe()
        let pinned = Pinned(reactor)
        let isBusy = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await pinned.spin { isBusy.isSet } }
            await reactor.sleep(until: .now + .milliseconds(20))
            pipe.put()
            #expect(await reactor.wait(pipe.reading, for: .read, until: .now + .seconds(10)) == .ready)
            isBusy.clear()
        }
        #expect(await pinned.turns > 0)
    }

    @Test("handlers of watched descriptors and timers run on the thread, until they are withdrawn")
    func handlers() async throws {
        let reactor = try Reactor(named: "exec-tests")
        let pipe = try Pipe()
        let watcher = Watcher(reactor)
        #expect(await watcher.watch(pipe.reading) == 0)
        pipe.put()
        #expect(await watcher.next() == .read)
        #expect(await watcher.next() == .read)
        await watcher.unwatch(pipe.reading)
        let isCancelled = Flag()
        let fired = await withCheckedContinuation { continuation in
            // On the thread itself: from another one, a timer of a millisecond may fire before it is cancelled.
            _ = reactor.schedule(at: .now) {
                let unwanted = reactor.schedule(at: .now + .milliseconds(1)) { isCancelled.clear() }
                reactor.cancel(unwanted)
                _ = reactor.schedule(at: .now + .milliseconds(20)) {
                    continuation.resume(returning: reactor.isOnThread)
                }
            }
        }
        #expect(fired && isCancelled.isSet)
    }

    @Test("the thread ends when the last reference goes")
    func ends() async throws {
        let name = "short-lived"
        do {
            let reactor = try Reactor(named: name)
            #expect(await Pinned(reactor).isOnReactor)
            #expect(threads(named: name) == 1)
        }
        let limit = ContinuousClock.now + .seconds(10)
        while threads(named: name) > 0, ContinuousClock.now < limit { await Task.yield() }
        #expect(threads(named: name) == 0)
    }

    private func threads(named name: String) -> Int {
        guard let directory = unsafe opendir("/proc/self/task") else { return -1 }
        defer { unsafe _ = closedir(directory) }
        var count = 0
        while let entry = unsafe readdir(directory) {
            let task = unsafe withUnsafePointer(to: entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if comm(of: task) == name { count += 1 }
        }
        return count
    }

    private func comm(of task: String) -> String? {
        let file = unsafe open("/proc/self/task/\(task)/comm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = unsafe read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<(count - 1)], as: UTF8.self) : nil
    }
}

/// Set until it is cleared, from any thread.
final class Flag: Sendable {
    private let value = Atomic<Bool>(true)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func clear() { value.store(false, ordering: .relaxed) }
}

extension Pinned {
    func assertAfterWait(_ descriptor: Int32) async {
        _ = await wait(descriptor)
        preconditionIsolated()
    }
}

/// Collects what a watched descriptor reports; leaves the data unread, so that level-triggering shows.
actor Watcher {
    private let reactor: Reactor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }
    private var waiting: CheckedContinuation<Readiness, Never>?

    init(_ reactor: Reactor) { self.reactor = reactor }

    func watch(_ descriptor: Int32) -> Int32 {
        reactor.watch(descriptor, for: .read) { ready in
            self.assumeIsolated { $0.report(ready) }
        }
    }

    func unwatch(_ descriptor: Int32) { reactor.unwatch(descriptor) }

    func next() async -> Readiness { await withCheckedContinuation { waiting = $0 } }

    private func report(_ ready: Readiness) {
        waiting?.resume(returning: ready)
        waiting = nil
    }
}
