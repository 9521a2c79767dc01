import Synchronization
import Testing

@testable import SSH

@Suite("Limits on connections that are on their way")
struct ConnectionLimitTests {
    @Test("no server and no program gets more than its share, and everybody's turn comes")
    func bounded() async {
        let limits = SSHConnectionLimits(perServer: 2, perProcess: 5)
        let census = Census()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<60 {
                let server = "10.0.0.\(index % 6):22"
                group.addTask {
                    guard await limits.enter(server) else { return }
                    census.enter(server)
                    for _ in 0..<5 { await Task.yield() }
                    census.leave(server)
                    limits.leave(server)
                }
            }
        }
        #expect(census.count.all == 60)
        #expect(census.count.most.count == 6)
        #expect(census.count.most.values.allSatisfy { (1...2).contains($0) })
        #expect((1...5).contains(census.count.mostTotal))
    }

    @Test("one who gives up waiting takes no place with him")
    func cancelled() async {
        let limits = SSHConnectionLimits(perServer: 1, perProcess: 1)
        for turn in 0..<50 {
            #expect(await limits.enter("a"))
            let waiters = ["a", "b"].map { server in Task { await limits.enter(server) } }
            for _ in 0..<(turn % 4) { await Task.yield() }
            for waiter in waiters {
                waiter.cancel()
                #expect(await waiter.value == false)
            }
            limits.leave("a")
        }
        #expect(await limits.enter("b"))
    }
}

/// Who is inside, and how many ever were at the same time.
private final class Census: Sendable {
    struct Count {
        var now: [String: Int] = [:]
        var most: [String: Int] = [:]
        var total = 0
        var mostTotal = 0
        var all = 0
    }

    private let state = Mutex(Count())
    var count: Count { state.withLock { $0 } }

    func enter(_ server: String) {
        state.withLock { count in
            count.now[server, default: 0] += 1
            count.total += 1
            count.all += 1
            count.most[server] = max(count.most[server] ?? 0, count.now[server] ?? 0)
            count.mostTotal = max(count.mostTotal, count.total)
        }
    }

    func leave(_ server: String) {
        state.withLock { count in
            count.now[server, default: 0] -= 1
            count.total -= 1
        }
    }
}
