import FleetModel
import Foundation
import Testing

@Suite("gates as people write them")
struct GateChoiceTests {
    @Test(
        "a limit has a comparison, a number and a unit",
        arguments: [
            ("<0.1%", Comparison.below, 0.001, FigureUnit.share), ("=100%", .equal, 1, .share),
            (">95%", .above, 0.95, .share), ("<2x", .below, 2, .factor), ("<100ms", .below, 0.1, .seconds),
            ("<=5m", .atMost, 300, .seconds), (">=3", .atLeast, 3, .count), ("<500MB", .below, 500_000_000, .bytes),
            ("<1GiB", .below, 1_073_741_824, .bytes), (">100/s", .above, 100, .perSecond),
        ])
    func limits(text: String, comparison: Comparison, limit: Double, unit: FigureUnit) throws {
        let bound = try #require(GateBound(text))
        #expect(bound.comparison == comparison)
        #expect(bound.limit == limit)
        #expect(bound.unit == unit)
        #expect(bound.description == text)
    }

    @Test(
        "anything else is no gate",
        arguments: [
            "", "<1", "a<", "a<b", "a<1e3", "a<-1", "a<.5", "a<5.", "a==1", "a<1 %", "a <1", "A", "a_b", "-a", "a<>1",
            "a<1%%", "a<1.2.3", "a<1234567890123456", "a=>1",
        ])
    func nonsense(text: String) {
        #expect(GateChoice(text) == nil)
    }

    @Test("a gate is written to a plan as it was read, and read back")
    func coding() throws {
        let limits = GateLimits(failures: 1, inconclusive: 2, consecutiveErrors: 3)
        for choice in [
            GateChoice("api"), GateChoice("error-rate<0.10%"),
            GateName(rawValue: "peers").map { GateChoice(name: $0, window: .seconds(60), limits: limits) },
        ] {
            let bytes = try JSONEncoder().encode(try #require(choice))
            #expect(try JSONDecoder().decode(GateChoice.self, from: bytes) == choice)
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(GateChoice.self, from: Data(#"{"gate":"a<<1"}"#.utf8))
        }
    }

    @Test(
        "figures are shown with four digits and their unit",
        arguments: [
            (0.00123456, FigureUnit.share, "0.1235 %"), (1, .share, "100 %"), (2.3456789, .factor, "2.346x"),
            (0.0412, .seconds, "41.2 ms"), (90, .seconds, "90 s"), (123_456_789, .bytes, "123.5 MB"),
            (12, .count, "12"),
            (0, .bytes, "0 bytes"), (184_223, .count, "184223"), (.nan, .share, "NaN"), (.infinity, .count, "+Inf"),
        ])
    func shown(value: Double, unit: FigureUnit, text: String) {
        #expect(FigureText.readable(value, unit) == text)
    }

    @Test("a point in time shows its time of day")
    func instants() {
        #expect(Instant(milliseconds: 1_800_000_000_000).description == "08:00:00")
        #expect(Instant(milliseconds: 5) - Instant(milliseconds: 9) == .zero)
    }
}
