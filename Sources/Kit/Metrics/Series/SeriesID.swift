/// What tells one series from another: its name and its labels.
public struct SeriesID: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var labels: LabelSet

    public init(_ name: String, _ labels: LabelSet = .none) {
        self.name = name
        self.labels = labels
    }

    /// As the text format writes it.
    public var description: String { name + labels.description }
}
