internal import FleetModel
internal import RolloutPlanning

/// Samples in a row, written as in the tests of `promtool`: `0+100x20 _ NaN stale`.
///
/// | written | stands for |
/// |---|---|
/// | `5` `NaN` `Inf` `-Inf` | one value |
/// | `5x3` | the value and three more of it |
/// | `5+2x3`, `5-2x3` | 5 7 9 11; 5 3 1 -1 |
/// | `_`, `_x3` | no sample, three times none |
/// | `missing` `stale` `error` | a look that gave no value, and why; with `x3` three of them |
/// | `5@20s` | the value, which comes 20 s after its time |
enum SampleNotation {
    /// The most samples of one row.
    static let most = 20_000

    /// One place in a row; no reading is no sample.
    struct Place: Equatable {
        let reading: SampleReading?
        var delay = TimeSpan.zero
    }

    /// - Throws: the piece that cannot be read, and why.
    static func read(_ text: String) throws(TextProblem) -> [Place] {
        var places: [Place] = []
        for piece in text.split(separator: " ") {
            places += try read(piece: piece)
            guard places.count <= most else { throw TextProblem("has more than \(most) samples") }
        }
        guard !places.isEmpty else { throw TextProblem("has no sample", hint: hint) }
        return places
    }

    private static func read(piece: Substring) throws(TextProblem) -> [Place] {
        let unreadable = TextProblem("holds \(quoted(piece)), which is no sample", hint: hint)
        let times = piece.lastIndex(of: "x")
        guard let (body, count) = counted(piece, times) else { throw unreadable }
        if let word = words[String(body)] {
            return [Place](repeating: Place(reading: word), count: times == nil ? 1 : count)
        }
        let parts = body.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let (first, step) = progression(parts[0]) else { throw unreadable }
        var delay = TimeSpan.zero
        if parts.count == 2 {
            guard let span = TimeSpan(parts[1]) else { throw unreadable }
            delay = span
        }
        guard times != nil || step == 0 else { throw unreadable }
        return (0...(times == nil ? 0 : count)).map { index in
            // Without a step, for infinity times zero is none.
            let value = step == 0 ? first : first + step * Double(index)
            return Place(reading: .value(value), delay: delay)
        }
    }

    /// What stands before `x`, and the number behind it.
    private static func counted(_ piece: Substring, _ times: Substring.Index?) -> (Substring, Int)? {
        guard let times else { return (piece, 0) }
        guard let count = Int(piece[piece.index(after: times)...]), (0...most).contains(count) else { return nil }
        return (piece[..<times], count)
    }

    /// `5`, `5+2` or `5-2`.
    private static func progression(_ text: Substring) -> (first: Double, step: Double)? {
        let sign = text.dropFirst().firstIndex { $0 == "+" || $0 == "-" }
        guard let sign else { return number(text).map { ($0, 0) } }
        guard let first = number(text[..<sign]), let step = number(text[text.index(after: sign)...]), first.isFinite,
            step.isFinite
        else { return nil }
        return (first, text[sign] == "-" ? -step : step)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "NaN": return .nan
        case "Inf", "+Inf": return .infinity
        case "-Inf": return -.infinity
        default:
            let digits = text.hasPrefix("-") ? text.dropFirst() : text
            guard let first = digits.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
                digits.allSatisfy({ $0 == "." || $0.isASCII && $0.isNumber })
            else { return nil }
            return Double(text)
        }
    }

    private static let words: [String: SampleReading?] = [
        "_": nil, "missing": .missing("no answer"), "stale": .stale("an old answer"),
        "error": .error("could not look"),
    ]

    private static let hint = "values as 5, 5x3, 5+2x3 or 5@20s; NaN, Inf; _ for none; missing, stale, error"
}
