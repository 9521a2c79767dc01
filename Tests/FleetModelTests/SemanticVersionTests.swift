import FleetModel
import Testing

@Suite("semantic versions")
struct SemanticVersionTests {
    @Test("semver.org's own order, from old to new")
    func precedence() throws {
        let versions = [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-99999999999999999999999", "2.0.0",
        ]
        let read = try versions.map { try #require(SemanticVersion($0)) }
        for (left, old) in read.enumerated() {
            for (right, new) in read.enumerated() { #expect(old.precedes(new) == (left < right), "\(old) \(new)") }
        }
        #expect(read.map(\.description) == versions)
    }

    @Test("a build says nothing about order")
    func build() throws {
        let (left, right) = try (#require(SemanticVersion("1.0.0+a.01")), #require(SemanticVersion("1.0.0+b")))
        #expect(!left.precedes(right) && !right.precedes(left) && left != right)
    }

    @Test(
        "what is no version is none",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+",
            "1.2.3 ",
            "1.2.3-é", "-1.2.3", "1.2.18446744073709551616", "1.2.3-\(String(repeating: "a", count: 200))",
        ])
    func none(text: String) { #expect(SemanticVersion(text) == nil) }
}

@Suite("seconds of civil time")
struct TimestampTests {
    @Test(
        "what is read is written again",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:30:45Z", 951_827_445), ("2026-11-20T12:00:00Z", 1_795_176_000),
            ("2100-03-01T00:00:00Z", 4_107_542_400), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)])
    func both(text: String, seconds: Int64) {
        #expect(Timestamp(text)?.seconds == seconds)
        #expect(Timestamp(clampingSeconds: seconds).description == text)
    }

    @Test("every day of eight hundred years comes back")
    func everyDay() {
        for day in 0..<292_194 as Range<Int64> {
            let time = Timestamp(clampingSeconds: day * 86_400 + 86_399)
            guard Timestamp(time.description) == time else {
                Issue.record("\(time)")
                return
            }
        }
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T12:00:00", "2026-11-20 12:00:00Z", "2026-11-20T12:00:00+00:00",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z", "1969-12-31T23:59:59Z", "2026-01-01T00:00:0xZ",
        ])
    func refused(text: String) { #expect(Timestamp(text) == nil) }
}
