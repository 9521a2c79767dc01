import Metrics
import Testing

@Suite("How much a counter rose")
struct CounterWindowTests {
    private func window(_ end: Int64, _ points: [(Int64, Double)]) -> CounterWindow {
        CounterWindow(from: 0, to: end, points.map { CounterWindow.Point(time: $0.0, value: $0.1) })
    }

    @Test("points at both ends need no stretching")
    func whole() {
        let counter = window(60_000, (0...6).map { ($0 * 10_000, 100 + Double($0) * 5) })
        #expect(counter.increase == 30)
        #expect(counter.rate == 0.5)
    }

    @Test("a restart begins at zero, and counts as one reset")
    func restart() {
        let counter = window(30_000, [(0, 100), (10_000, 110), (20_000, 3), (30_000, 8)])
        #expect(counter.seen == 18)
        #expect(counter.resets == 1)
    }

    @Test("a short way to the window's ends is stretched over, a long one by half an interval")
    func stretched() {
        // 5 s missing at both ends of a minute, ten points 10 s apart would fit: stretched wholly.
        let near = window(60_000, (0..<6).map { (5000 + $0 * 10_000, 1000 + Double($0)) })
        #expect(near.increase == 6)
        // 20 s missing in front: half an interval there, and nothing at the end.
        let far = window(60_000, (2...6).map { ($0 * 10_000, 1000 + Double($0)) })
        #expect(far.increase == 4.5)
    }

    @Test("a counter is never taken to have been below zero")
    func zero() {
        // At 1 a second it was 0 two seconds before its first point.
        let counter = window(20_000, [(8000, 2), (14_000, 8), (20_000, 14)])
        #expect(counter.increase == 14)
    }

    @Test("fewer than two points say nothing, and points outside the window do not count")
    func tooFew() {
        #expect(window(10_000, []).increase == nil)
        #expect(window(10_000, [(5000, 1)]).rate == nil)
        #expect(window(10_000, [(5000, 1), (10_001, 9), (-1, 0)]).increase == nil)
        #expect(window(10_000, [(5000, 1), (5000, 2)]).increase == nil)
    }

    @Test("points may come in any order")
    func order() {
        let points: [(Int64, Double)] = [(0, 1), (10_000, 4), (20_000, 2), (30_000, 5)]
        #expect(window(30_000, points.reversed()) == window(30_000, points))
    }
}
