public import FleetModel

/// What one probe saw of one node, and when.
public struct Sample: Sendable, Equatable {
    public let node: HostID
    public let figure: Figure
    public let reading: SampleReading
    /// The time that the sample speaks of.
    public let at: Instant
    /// When it got here. One that comes too long after its time is late, and counts as missing.
    public let seen: Instant

    public init(node: HostID, figure: Figure, reading: SampleReading, at: Instant, seen: Instant? = nil) {
        self.node = node
        self.figure = figure
        self.reading = reading
        self.at = at
        self.seen = seen ?? at
    }
}

/// What a sample holds: a value, or why there is none.
public enum SampleReading: Sendable, Equatable {
    case value(Double)
    /// The node gave no answer that holds the figure.
    case missing(String)
    /// The node's answer was an old one, by its own word.
    case stale(String)
    /// Looking went wrong on this side, so that nothing is known of the node.
    case error(String)
}
