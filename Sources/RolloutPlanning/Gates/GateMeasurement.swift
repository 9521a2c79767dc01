public import FleetModel

/// What a gate said at one time, with everything that it said it by.
public struct GateMeasurement: Sendable, Equatable, Codable {
    /// The most nodes whose figures are kept; the worst come first.
    public static let mostFigures = 20

    /// One node's part in it, or that of all nodes together.
    public struct NodeFigure: Sendable, Equatable, Codable {
        /// Nil for all nodes together.
        public let node: HostID?
        public let verdict: GateVerdict
        /// In the measure's unit; nil when nothing could be computed.
        public let value: Double?
        /// Samples that could be used, and samples that could not.
        public let usable: Int
        public let unusable: Int
        /// In words, with the limit.
        public let words: String
    }

    /// The gate's rule in words.
    public let rule: String
    public let verdict: GateVerdict
    public let at: Instant
    public let window: TimeSpan
    /// The worst first, then in order of nodes; at most `mostFigures`.
    public let figures: [NodeFigure]
    /// Nodes whose figures were judged, kept or not.
    public let judged: Int
    /// What was sampled, as `probe: name at its source`.
    public let sources: [String]
    /// What would have changed the verdict.
    public let wouldChange: String

    /// Why, in one line: the worst node's words, and how many are like it.
    public var because: String {
        guard let worst = figures.first else { return "no node is expected" }
        let others = figures.count { $0.verdict == worst.verdict } - 1
        let name = worst.node.map { "\($0): " } ?? ""
        return name + worst.words + (others > 0 && verdict != .pass ? " (and \(others) more)" : "")
    }
}
