import Testing

@testable import Reactor

@Suite("The heap of deadlines")
struct TimerHeapTests {
    let start = ContinuousClock.now

    @Test("pops in the order of deadlines and only what is due")
    func order() {
        var heap = TimerHeap()
        // 37 and 101 have no common divisor: the sequence visits each of 0..<101 once, in no simple order.
        for step in 0..<101 { heap.insert(UInt64(step * 37 % 101), at: start + .seconds(step * 37 % 101)) }
        #expect(heap.next == start)
        var popped: [UInt64] = []
        while let id = heap.popExpired(now: start + .seconds(49)) { popped.append(id) }
        #expect(popped == Array(0..<50))
        #expect(heap.next == start + .seconds(50))
    }

    @Test("stale entries are swept, so that many short waits with long deadlines cost no memory")
    func sweep() {
        var heap = TimerHeap()
        heap.insert(0, at: start + .seconds(1))
        for id in 1...10_000 {
            heap.insert(UInt64(id), at: start + .seconds(3600))
            heap.noteStale { $0 == 0 }
        }
        #expect(heap.count < 200)
        #expect(heap.popExpired(now: start + .seconds(2)) == 0)
    }
}
