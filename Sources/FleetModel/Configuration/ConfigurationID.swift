/// Names one node's rendered configuration, and the folder that holds it on a host.
///
/// Of a text without secrets it is the text's SHA-256; of one with secrets a keyed digest, so that nobody who reads it can
/// try secrets out. `found-RUN` names what stood on the host before a run put the first configuration there.
public struct ConfigurationID: Identifier {
    /// How a file that nobody delivered is called once a run has kept it.
    public static let foundPrefix = "found-"

    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    public init(_ digest: Digest) { rawValue = digest.description }

    /// What `run` found and kept.
    public init?(foundBy run: RunID) { self.init(rawValue: Self.foundPrefix + run.rawValue) }

    /// True for what stood there before.
    public var isFound: Bool { rawValue.hasPrefix(Self.foundPrefix) }

    /// The first digits, for screens.
    public var short: String { isFound ? rawValue : "\(rawValue.prefix(8))…" }
}
