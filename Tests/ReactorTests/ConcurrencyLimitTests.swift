import Reactor
import Synchronization
import Testing

@Suite("A limit on concurrency")
struct ConcurrencyLimitTests {
    @Test("never lets more in than it has places, and lets everybody in")
    func bounded() async {
        let limit = ConcurrencyLimit(3)
        let meter = Meter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    guard await limit.acquire() else { return }
                    meter.enter()
                    for _ in 0..<5 { await Task.yield() }
                    meter.leave()
                    limit.release()
                }
            }
        }
        #expect(meter.total == 50)
        #expect((1...3).contains(meter.most))
    }

    @Test("a cancelled waiter leaves the queue and takes no place with it")
    func cancelled() async {
        let limit = ConcurrencyLimit(1)
        for turn in 0..<100 {
            #expect(await limit.acquire())
            let waiter = Task { await limit.acquire() }
            for _ in 0..<(turn % 4) { await Task.yield() }
            waiter.cancel()
            #expect(await waiter.value == false)
            limit.release()
        }
        #expect(await limit.acquire())
    }
}

/// Counts who is inside.
final class Meter: Sendable {
    private let state = Mutex((inside: 0, most: 0, total: 0))

    func enter() {
        state.withLock { state in
            state.inside += 1
            state.total += 1
            state.most = max(state.most, state.inside)
        }
    }

    func leave() { state.withLock { $0.inside -= 1 } }

    var most: Int { state.withLock { $0.most } }
    var total: Int { state.withLock { $0.total } }
}
