import Metrics
import Screens
import Testing

@Suite("What an exporter says, as a table")
struct MetricsScreenTests {
    @Test("a line for each sample; times only where the exporter gives one")
    func table() throws {
        let text = "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 0.5\nother{a=\"\\n\"} -Inf\n"
        let screen = MetricsScreen(try Exposition(parsing: Array(text.utf8)))
        #expect(
            screen.lines == [
                "SERIES               VALUE  TYPE",
                "h_bucket{le=\"+Inf\"}      2  histogram",
                "h_sum                  0.5  histogram",
                "other{a=\"\\n\"}         -Inf  untyped",
            ])
        #expect(screen.sum == "3 samples of 2 families")
    }

    @Test("nothing is no table")
    func nothing() throws {
        let screen = MetricsScreen(try Exposition(parsing: []))
        #expect(screen.lines.isEmpty)
        #expect(screen.sum == "0 samples of 0 families")
    }
}
