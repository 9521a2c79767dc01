import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("BakeWatch")
struct BakeWatchTests {
    private let start = Moment(milliseconds: 5000)
    private func after(_ milliseconds: Int64) -> Moment { start + .milliseconds(milliseconds) }
    private func watch(_ hosts: HostID...) -> BakeWatch { BakeWatch(hosts: hosts, policy: .test, at: start) }
    private let bad = HealthReading.silent("refused")

    @Test("time counts when every covered host was looked at and was well")
    func covered() {
        var bake = watch("a", "b")
        #expect(bake.saw("a", .report(), at: after(1000)) == .baking)
        #expect(bake.saw("b", .report(), at: after(1200)) == .covered(.milliseconds(1200)))
        #expect(bake.saw("b", .report(), at: after(2000)) == .baking)
        #expect(bake.saw("b", .report(), at: after(2100)) == .baking)
        #expect(bake.saw("a", .report(), at: after(2500)) == .covered(.milliseconds(1300)))
    }

    @Test("hosts that are not covered do not matter")
    func strangers() {
        var bake = watch("a")
        #expect(bake.saw("x", bad, at: after(500)) == .baking)
        #expect(bake.saw("a", .report(), at: after(1000)) == .covered(.seconds(1)))
    }

    @Test("an unhealthy host breaks the bake once, and no time counts until a whole round was well")
    func broken() {
        var bake = watch("a", "b")
        #expect(bake.saw("a", bad, at: after(1000)) == .brokenBy("a", reason: "refused"))
        #expect(bake.saw("a", bad, at: after(1500)) == .baking)
        #expect(bake.saw("a", .report(), at: after(2000)) == .baking)
        #expect(bake.saw("b", .report(), at: after(2100)) == .baking)
        #expect(bake.saw("a", .report(), at: after(3000)) == .baking)
        #expect(bake.saw("b", .report(), at: after(3100)) == .covered(.seconds(1)))
    }

    @Test("a host that is unwell at the end of a round spoils the next one too")
    func brokenAtTheEnd() {
        var bake = watch("a", "b")
        _ = bake.saw("a", .report(), at: after(1000))
        #expect(bake.saw("b", bad, at: after(1100)) == .brokenBy("b", reason: "refused"))
        _ = bake.saw("b", .report(), at: after(2000))
        #expect(bake.saw("a", .report(), at: after(2100)) == .baking)
    }

    @Test("a second unhealthy host does not break it again")
    func brokenTwice() {
        var bake = watch("a", "b")
        _ = bake.saw("a", bad, at: after(1000))
        #expect(bake.saw("b", bad, at: after(1100)) == .baking)
    }

    @Test("who stays unhealthy for its deadline fails the bake")
    func failed() {
        var bake = watch("a")
        _ = bake.saw("a", bad, at: after(1000))
        for second in 2...10 { #expect(bake.saw("a", bad, at: after(Int64(second) * 1000)) == .baking) }
        #expect(bake.saw("a", bad, at: after(11_000)) == .failed("a", reason: "unhealthy for 10s: refused"))
    }

    @Test("trouble that ends and comes back starts its own deadline")
    func recovered() {
        var bake = watch("a")
        _ = bake.saw("a", bad, at: after(1000))
        _ = bake.saw("a", .report(), at: after(8000))
        #expect(bake.saw("a", bad, at: after(9000)) == .brokenBy("a", reason: "refused"))
        _ = bake.saw("a", bad, at: after(14_000))
        #expect(bake.saw("a", bad, at: after(18_000)) == .baking)
    }

    @Test("a stretch without looks adds nothing, and a long one is a gap")
    func gaps() {
        var bake = watch("a")
        #expect(bake.saw("a", .report(), at: after(3000)) == .covered(.seconds(3)))
        #expect(bake.saw("a", .report(), at: after(6001)) == .baking)
        #expect(bake.openFor(at: after(7001)) == .seconds(1))
        #expect(bake.saw("a", .report(), at: after(14_002)) == .gap(.milliseconds(8001)))
        #expect(bake.saw("a", .report(), at: after(15_002)) == .covered(.seconds(1)))
    }
}
