import Metrics
import Testing

@Suite("Reading the text format")
struct ExpositionTests {
    private func read(_ text: String, as format: ExpositionFormat = .prometheus) throws -> Exposition {
        try Exposition(parsing: Array(text.utf8), as: format)
    }

    @Test("families, help, types, labels, values and timestamps are what the lines say")
    func everything() throws {
        let text = """
            # HELP http_requests_total The total number of \\"requests\\",\\nby \\\\ code.
            # TYPE http_requests_total counter
            http_requests_total{method="post",code="200"} 1027 1395066363000
            http_requests_total{method="post",code="400",}    3\t-5

              # A comment, and an empty line, which say nothing.
            #HELP nothing either
            msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
            metric_without_timestamp_and_labels 12.47
            \t weird:metric { problem = "division by zero" , } +Inf

            """
        let exposition = try read(text)
        #expect(exposition.families.map(\.name).prefix(2) == ["http_requests_total", "msdos_file_access_time_seconds"])
        #expect(exposition.families[0].type == .counter)
        #expect(exposition.families[0].help == "The total number of \"requests\",\nby \\ code.")
        let samples = exposition.samples
        #expect(samples.map(\.line) == [3, 4, 8, 9, 10])
        #expect(samples[0].series == SeriesID("http_requests_total", LabelSet(["method": "post", "code": "200"])))
        #expect(samples[0].value == 1027 && samples[0].timestamp == 1_395_066_363_000)
        #expect(samples[1].value == 3 && samples[1].timestamp == -5)
        #expect(samples[2].series.labels["path"] == "C:\\DIR\\FILE.TXT")
        #expect(samples[2].series.labels["error"] == "Cannot find file:\n\"FILE.TXT\"")
        #expect(samples[3].series == SeriesID("metric_without_timestamp_and_labels"))
        #expect(samples[3].timestamp == nil && exposition.family(of: samples[3]).type == .untyped)
        #expect(samples[4].value == .infinity && samples[4].series.labels["problem"] == "division by zero")
    }

    @Test(
        "every spelling of a number that Prometheus reads is read",
        arguments: zip(
            ["0", "-0.5", "+1", "1.", ".5", "1e3", "1E-3", "+Inf", "-inf", "Infinity", "inf", "1e-999", "007"],
            [0, -0.5, 1, 1, 0.5, 1000, 0.001, .infinity, -.infinity, .infinity, .infinity, 0, 7] as [Double]))
    func numbers(_ spelling: String, _ value: Double) throws {
        #expect(try read("x \(spelling)\n").samples.first?.value == value)
    }

    @Test("NaN is a value", arguments: ["NaN", "nan", "NAN"])
    func notANumber(_ spelling: String) throws {
        #expect(try read("x \(spelling)\n").samples.first?.value.isNaN == true)
    }

    @Test("a label with an empty value is no label, and labels are compared whatever their order")
    func emptyLabels() throws {
        let exposition = try read("x{b=\"2\",a=\"1\",none=\"\"} 1\n")
        #expect(exposition.samples[0].series == SeriesID("x", LabelSet(["a": "1", "b": "2"])))
        #expect(exposition.samples[0].series.description == "x{a=\"1\",b=\"2\"}")
    }

    @Test("a sample belongs to the family whose type has its suffix, or else to itself")
    func families() throws {
        let exposition = try read(
            """
            # TYPE h histogram
            h_bucket{le="1"} 1
            h_bucket{le="+Inf"} 2
            h_sum 3
            h_count 2
            # TYPE s summary
            s{quantile="0.5"} 1
            s_sum 1
            s_count 1
            # TYPE g gauge
            g 1
            g_count 1
            # TYPE h_count_of_all counter
            h_count_of_all 1

            """)
        let names = exposition.samples.map { exposition.family(of: $0).name }
        #expect(names == ["h", "h", "h", "h", "s", "s", "s", "g", "g_count", "h_count_of_all"])
        #expect(exposition.samples(named: "h_bucket", [LabelMatcher("le", .equals("1"))]).map(\.value) == [1])
    }

    @Test("OpenMetrics' exemplars, units, types and creation times are read, and its timestamps are seconds")
    func openMetrics() throws {
        let text = """
            # TYPE acme_seconds histogram
            # UNIT acme_seconds seconds
            # HELP acme_seconds How \\"long\\".
            acme_seconds_bucket{le="1.0"} 11 1520879607.789 # {trace_id="KOO5S4"} 0.67 1520879606.5
            acme_seconds_bucket{le="+Inf"} 17 # {} 9.8
            acme_seconds_count 17
            acme_seconds_sum 324789.3
            acme_seconds_created 1520430000.123
            # TYPE foo info
            foo_info{entity="x"} 1
            # TYPE bar stateset
            bar{bar="up"} 1
            # EOF

            """
        let exposition = try read(text, as: ExpositionFormat(contentType: nil, text: Array(text.utf8)))
        #expect(exposition.families.map(\.type) == [.histogram, .info, .stateset])
        #expect(exposition.families[0].unit == "seconds")
        #expect(exposition.samples.map(\.family) == [0, 0, 0, 0, 0, 1, 2])
        #expect(exposition.samples[0].timestamp == 1_520_879_607_789)
        let exemplar = try #require(exposition.samples[0].exemplar)
        #expect(exemplar.labels["trace_id"] == "KOO5S4" && exemplar.value == 0.67)
        #expect(exemplar.timestamp == 1_520_879_606_500)
        #expect(exposition.samples[1].exemplar?.value == 9.8)
    }

    @Test("the server's word on the format counts more than the last line")
    func contentType() {
        let ending = Array("x 1\n# EOF\n".utf8)
        #expect(ExpositionFormat(contentType: "text/plain; version=0.0.4", text: ending) == .prometheus)
        #expect(ExpositionFormat(contentType: "application/openmetrics-text; version=1.0.0", text: []) == .openMetrics)
        #expect(ExpositionFormat(contentType: "application/json", text: ending) == .openMetrics)
        #expect(ExpositionFormat(contentType: nil, text: Array("x 1\n".utf8)) == .prometheus)
    }

    @Test("nothing at all is an exposition without samples")
    func nothing() throws {
        #expect(try read("").samples.isEmpty)
        #expect(try read("\n\n# a comment\n").samples.isEmpty)
    }
}
