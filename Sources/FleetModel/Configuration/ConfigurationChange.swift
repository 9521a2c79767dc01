/// What a plan does to the configuration of one host. It travels with the release: forward together, and back together.
public struct ConfigurationChange: Sendable, Codable, Equatable {
    /// The file on the host, absolute.
    public let path: String
    public let from: ConfigurationState
    public let to: ConfigurationState

    public init(path: String, from: ConfigurationState, to: ConfigurationState) {
        self.path = path
        self.from = from
        self.to = to
    }

    /// False when the host has what it shall have.
    public var isChange: Bool { from != to }
}

/// What stands, or shall stand, in the place of a node's configuration.
public enum ConfigurationState: Sendable, Codable, Equatable {
    case none
    /// A file that was not delivered, or was changed since; it is kept on the host when another takes its place.
    case found
    case stored(ConfigurationID)
}
