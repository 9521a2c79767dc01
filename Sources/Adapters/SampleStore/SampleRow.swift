import FleetModel
import RolloutPlanning

/// One sample as it lies in the store.
struct SampleRow {
    /// Written as its number; the numbers never change. NaN has one of its own, for SQLite keeps it as nothing.
    enum Kind: Int64 {
        case value = 0
        case missing = 1
        case stale = 2
        case error = 3
        case notANumber = 4
    }

    static let minute: Int64 = 60_000
    /// A reason is for people; a longer one is cut.
    static let longestReason = 300

    let node: String
    let figure: String
    /// Milliseconds since 1970.
    let at: Int64
    let seen: Int64
    let kind: Kind
    let value: Double?
    let reason: String?

    init(_ sample: Sample) {
        node = sample.node.rawValue
        figure = sample.figure.rawValue
        at = sample.at.milliseconds
        seen = sample.seen.milliseconds
        switch sample.reading {
        case .value(let number):
            (kind, value, reason) = (number.isNaN ? .notANumber : .value, number.isNaN ? nil : number, nil)
        case .missing(let words): (kind, value, reason) = (.missing, nil, String(words.prefix(Self.longestReason)))
        case .stale(let words): (kind, value, reason) = (.stale, nil, String(words.prefix(Self.longestReason)))
        case .error(let words): (kind, value, reason) = (.error, nil, String(words.prefix(Self.longestReason)))
        }
    }

    /// When its minute begins.
    var minute: Int64 { at - (at % Self.minute + Self.minute) % Self.minute }

    /// Nil for what says nothing of the node, a late value included.
    var usableValue: Double? {
        guard let value, value.isFinite, seen - at <= StandardGates.standardStaleness.milliseconds else { return nil }
        return value
    }

    /// The reading that a row holds; nil for a kind that this program does not know.
    static func reading(kind: Int64, value: Double?, reason: String?) -> SampleReading? {
        switch Kind(rawValue: kind) {
        case .value: value.map { .value($0) }
        case .notANumber: .value(.nan)
        case .missing: .missing(reason ?? "")
        case .stale: .stale(reason ?? "")
        case .error: .error(reason ?? "")
        case nil: nil
        }
    }
}
