/// How much of an exposition is read. What is longer is refused whole, for half of a scrape is no scrape.
public struct ExpositionLimits: Sendable, Equatable {
    /// Of the whole text.
    public var bytes: Int
    public var lineBytes: Int
    public var samples: Int
    /// Families, those that have no samples included.
    public var families: Int
    /// Of one sample.
    public var labels: Int
    /// Of a metric's or a label's name.
    public var nameBytes: Int
    /// Of one label's value.
    public var labelValueBytes: Int

    public init(
        bytes: Int = 16 << 20, lineBytes: Int = 64 << 10, samples: Int = 100_000, families: Int = 10_000,
        labels: Int = 64, nameBytes: Int = 512, labelValueBytes: Int = 16 << 10
    ) {
        self.bytes = bytes
        self.lineBytes = lineBytes
        self.samples = samples
        self.families = families
        self.labels = labels
        self.nameBytes = nameBytes
        self.labelValueBytes = labelValueBytes
    }

    /// Ample for every exporter of one node; a scrape of node_exporter has some 1,500 samples in 150 KB.
    public static let standard = ExpositionLimits()
}
