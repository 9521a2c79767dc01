/// How much a document may ask of the reader. All are checked before the cost is paid.
public struct YAMLLimits: Hashable, Sendable {
    /// Longest document, in bytes.
    public var bytes: Int
    /// Deepest nesting of sequences and mappings, aliases followed.
    public var depth: Int
    /// Most nodes, every use of an alias counted with all that it stands for.
    public var nodes: Int

    /// Limits of your own.
    public init(bytes: Int, depth: Int, nodes: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }

    /// Room for an inventory of ten thousand hosts: 16 MiB, 64 levels, a million nodes.
    public static let standard = YAMLLimits(bytes: 16 << 20, depth: 64, nodes: 1_000_000)
}
