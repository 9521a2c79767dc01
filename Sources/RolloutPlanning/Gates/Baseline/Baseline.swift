public import FleetModel

/// What a figure was before a change, node by node, and which nodes have not been changed yet.
public struct Baseline: Sendable, Equatable {
    /// The most values that are kept of one node; older ones make way.
    public static let mostValues = 500

    /// In order of time, finite.
    public private(set) var before: [HostID: [Double]] = [:]
    /// Nodes that still run what ran before: what happens to them is not the change's doing.
    public let unchanged: [HostID]

    /// Recorded from the usable samples in the time before the change.
    public init(
        of figure: Figure, from book: SampleBook, before nodes: [HostID], in span: ClosedRange<Instant>,
        staleAfter: TimeSpan, unchanged: [HostID]
    ) {
        self.unchanged = unchanged
        for node in nodes {
            let points = book.stretch(figure, of: node, in: span, staleAfter: staleAfter).points
            before[node] = points.suffix(Self.mostValues).map(\.value)
        }
    }

    /// Nothing was recorded, and every node is changed.
    public static let none = Baseline(unchanged: [])

    private init(unchanged: [HostID]) { self.unchanged = unchanged }
}
