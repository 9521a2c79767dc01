import Metrics
import SeededNumbers

/// Counters and histograms over an hour, with restarts, gaps and uneven scrapes; the same for the same seed.
struct History {
    /// 14 November 2023, in milliseconds.
    static let start: Int64 = 1_700_000_000_000
    static let length: Int64 = 3_600_000
    static let bounds: [String] = ["0.1", "0.5", "1", "2.5", "+Inf"]

    private(set) var series: [SeriesID: [CounterWindow.Point]] = [:]
    private var random: SeededGenerator

    init(seed: UInt64, counters: Int, histograms: Int) {
        random = SeededGenerator(seed: seed)
        for index in 0..<counters { addCounter(index) }
        for index in 0..<histograms { addHistogram(index) }
    }

    /// What a counter or a bucket stood at when it was last seen, as an instant query finds it: at most 5 minutes ago.
    func value(of id: SeriesID, at time: Int64) -> Double? {
        series[id]?.last { $0.time <= time && $0.time >= time - 300_000 }?.value
    }

    func window(of id: SeriesID, _ length: Int64, until end: Int64) -> CounterWindow {
        CounterWindow(from: end - length, to: end, series[id] ?? [])
    }

    /// Each series of this name.
    func named(_ name: String) -> [SeriesID] {
        series.keys.filter { $0.name == name }.sorted { $0.description < $1.description }
    }

    /// OpenMetrics with timestamps, as promtool reads it.
    var openMetrics: String {
        var text = ""
        for (family, type, name) in [
            ("c", "counter", "c_total"), ("h", "histogram", "h_bucket"),
        ] {
            text += "# TYPE \(family) \(type)\n"
            for id in named(name) {
                for point in series[id] ?? [] { text += "\(id) \(point.value) \(Double(point.time) / 1000)\n" }
            }
        }
        return text + "# EOF\n"
    }

    /// Quarters of a second, which a double holds exactly; 1 to 60 s apart, now and then minutes.
    private mutating func times() -> [Int64] {
        let usual = Int64.random(in: 4...120, using: &random) * 250
        var (times, time) = ([Int64](), Self.start + Int64.random(in: 0...240, using: &random) * 250)
        while time < Self.start + Self.length {
            times.append(time)
            let isGap = Int.random(in: 0..<25, using: &random) == 0
            time += isGap ? Int64.random(in: 400...2000, using: &random) * 250 : usual
            if Bool.random(using: &random) { time += 250 * Int64.random(in: 0...3, using: &random) }
        }
        return times
    }

    private mutating func addCounter(_ index: Int) {
        let labels = LabelSet(["counter": "\(index)", "group": "g\(index % 4)"])
        let pace = Double.random(in: 0...20, using: &random)
        var value = index % 3 == 0 ? 0 : Double.random(in: 0...1000, using: &random)
        series[SeriesID("c_total", labels)] = times().map { time in
            if Int.random(in: 0..<30, using: &random) == 0 { value = Double.random(in: 0...5, using: &random) }
            value += Double.random(in: 0...1, using: &random) * pace
            return CounterWindow.Point(time: time, value: value)
        }
    }

    private mutating func addHistogram(_ index: Int) {
        let times = times()
        var counts = [Double](repeating: 0, count: Self.bounds.count)
        var points = [[CounterWindow.Point]](repeating: [], count: Self.bounds.count)
        for time in times {
            if Int.random(in: 0..<40, using: &random) == 0 { counts = counts.map { _ in 0 } }
            for bucket in counts.indices {
                counts[bucket] += Double(Int.random(in: 0...7, using: &random))
                points[bucket].append(.init(time: time, value: counts[...bucket].reduce(0, +)))
            }
        }
        for (bound, points) in zip(Self.bounds, points) {
            series[SeriesID("h_bucket", LabelSet(["histogram": "\(index)", "le": bound]))] = points
        }
    }
}
