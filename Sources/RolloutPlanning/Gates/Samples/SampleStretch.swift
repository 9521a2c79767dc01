import FleetModel

/// The samples of one figure of one node in a window, sorted into what can be used and what cannot.
///
/// Usable is a finite value that was here soon after the time it speaks of. A value that is stale, late, ahead of its time,
/// NaN or infinite is as good as none.
public struct SampleStretch: Sendable {
    struct Point: Sendable, Equatable {
        let at: Instant
        let value: Double
    }

    /// Clocks differ by a little; a sample that is further ahead of its arrival is not believed.
    static let clockTolerance = TimeSpan.seconds(1)

    let span: ClosedRange<Instant>
    let staleAfter: TimeSpan
    /// In order of time.
    private(set) var points: [Point] = []
    private(set) var unusable = 0
    /// Why the newest unusable sample is unusable.
    private(set) var lastTrouble: String?
    /// The reason of the newest sample when that one is an error of the probe's, nil otherwise.
    private(set) var lastError: String?
    /// True when any value was NaN or infinite.
    private(set) var hasNonFinite = false

    init(span: ClosedRange<Instant>, staleAfter: TimeSpan) {
        self.span = span
        self.staleAfter = staleAfter
    }

    mutating func add(_ sample: Sample) {
        lastError = nil
        switch sample.reading {
        case .value(let value):
            if sample.seen - sample.at > staleAfter {
                spoil("came \(sample.seen - sample.at) after its time")
            } else if sample.at - sample.seen > Self.clockTolerance {
                spoil("is \(sample.at - sample.seen) ahead of the clock here")
            } else if !value.isFinite {
                hasNonFinite = true
                spoil("is \(FigureText.readable(value, .count))")
            } else {
                points.append(Point(at: sample.at, value: value))
            }
        case .missing(let reason): spoil(reason)
        case .stale(let reason): spoil("stale: \(reason)")
        case .error(let reason):
            spoil(reason)
            lastError = reason
        }
    }

    private mutating func spoil(_ reason: String) {
        unusable += 1
        lastTrouble = reason
    }

    /// Why nothing can be said of the whole window; nil when the usable samples cover it.
    ///
    /// - Parameter least: the fewest samples that say anything.
    func holes(atLeast least: Int) -> String? {
        let trouble = lastTrouble.map { " (\($0))" } ?? ""
        guard let first = points.first, let last = points.last else {
            return unusable == 0 ? "no sample" : "none of \(unusable) samples can be used\(trouble)"
        }
        let age = span.upperBound - last.at
        if age > staleAfter { return "the newest sample is \(age.wholeSeconds) old\(trouble)" }
        var before = span.lowerBound
        for point in points {
            let gap = point.at - before
            if gap > staleAfter {
                return "nothing for \(gap.wholeSeconds) before \(point.at)\(first == point ? "" : trouble)"
            }
            before = point.at
        }
        guard points.count >= least else {
            return "\(points.count) sample\(points.count == 1 ? "" : "s"), \(least) are needed"
        }
        return nil
    }
}
