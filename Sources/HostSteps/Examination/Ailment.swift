/// Something that stands in the way, or will.
public struct Ailment: Sendable, Equatable, Codable {
    public enum Severity: String, Sendable, Codable, Comparable {
        /// Good to know.
        case note
        /// Something that a rollout does not need would fail.
        case warning
        /// A rollout would fail, or not begin.
        case failure

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .failure: 2
            }
        }
    }

    public let severity: Severity
    public let what: String
    /// What to do about it.
    public let next: String?

    public init(_ severity: Severity, _ what: String, next: String? = nil) {
        self.severity = severity
        self.what = what
        self.next = next
    }
}
