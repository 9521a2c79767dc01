import FleetModel
import FoundationEssentials
import Testing

@Suite("TimeSpan")
struct TimeSpanTests {
    @Test(
        "is read as people write it, and spelled in the shortest exact way",
        arguments: [
            ("0s", 0, "0s"), ("0ms", 0, "0s"), ("1ms", 1, "1ms"), ("999ms", 999, "999ms"), ("1000ms", 1000, "1s"),
            ("90s", 90_000, "1m30s"), ("1m30s", 90_000, "1m30s"), ("2h", 7_200_000, "2h"), ("24h", 86_400_000, "1d"),
            ("1d2h3m4s5ms", 93_784_005, "1d2h3m4s5ms"), ("366d", 31_622_400_000, "366d"), ("007s", 7000, "7s"),
        ] as [(String, Int64, String)])
    func spellings(text: String, milliseconds: Int64, shortest: String) {
        let span = TimeSpan(text)
        #expect(span?.milliseconds == milliseconds)
        #expect(span?.description == shortest)
        #expect(TimeSpan(shortest) == span)
    }

    @Test(
        "refuses what is no length of time",
        arguments: [
            "", " ", "5", "s", "-1s", "+1s", "1 s", "1s ", "1.5s", "1S", "1w", "1s1m", "1s1s", "1ms1s", "367d",
            "366d1ms", "99999999999999999999s", "9223372036854775807d", "١s", "1s\n",
        ])
    func refusals(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test("every spelling reads back as the same span")
    func roundTrip() {
        var value: Int64 = 1
        while value <= TimeSpan.maximumMilliseconds {
            for near in [value - 1, value, value + 1] {
                let span = TimeSpan.milliseconds(near)
                #expect(TimeSpan(span.description) == span, "\(near) ms")
            }
            value *= 7
        }
    }

    @Test("never leaves its range, whatever the arithmetic")
    func clamps() {
        let longest = TimeSpan.milliseconds(TimeSpan.maximumMilliseconds)
        #expect(longest + longest == longest)
        #expect(TimeSpan.zero - longest == .zero)
        #expect(longest * Int.max == longest)
        #expect(TimeSpan.seconds(3) * -1 == .zero)
        #expect(longest * Int.min == .zero)
        #expect(TimeSpan.seconds(.max) == longest)
        #expect(TimeSpan.seconds(.min) == .zero)
        #expect(TimeSpan.milliseconds(-1) == .zero)
    }

    @Test("is encoded as its milliseconds")
    func coding() throws {
        let bytes = try JSONEncoder().encode([TimeSpan.seconds(2)])
        #expect(String(decoding: bytes, as: UTF8.self) == "[2000]")
        #expect(try JSONDecoder().decode([TimeSpan].self, from: bytes) == [.seconds(2)])
    }

    @Test("the time between two moments is never negative")
    func moments() {
        let early = Moment(milliseconds: 5)
        let late = early + .seconds(1)
        #expect(late - early == .seconds(1))
        #expect(early - late == .zero)
        #expect(early < late)
    }
}
