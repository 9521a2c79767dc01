public import FleetModel

/// What was seen of a node's configuration on its host.
public struct ConfigurationSight: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case none
        /// A file that was not delivered, or was changed since, with its SHA-256.
        case found(Digest?)
        case stored(ConfigurationID)
    }

    /// The file that was looked at.
    public let path: String
    public let content: Content
    /// The file that an earlier run delivered to; nil when none has.
    public let deliveredPath: String?
    /// What belongs to the release that the host can go back to, as the host knows it.
    public let previous: ConfigurationState?

    public init(path: String, content: Content, deliveredPath: String? = nil, previous: ConfigurationState? = nil) {
        self.path = path
        self.content = content
        self.deliveredPath = deliveredPath
        self.previous = previous
    }

    public var state: ConfigurationState {
        switch content {
        case .none: .none
        case .found: .found
        case .stored(let id): .stored(id)
        }
    }
}

/// What a host's configuration shall be.
public struct ConfigurationWish: Sendable, Equatable {
    public let path: String
    public let id: ConfigurationID

    public init(path: String, id: ConfigurationID) {
        self.path = path
        self.id = id
    }
}

/// What becomes of a network's configurations, and by which recipe they are made.
public struct ConfigurationGoal: Sendable {
    public let recipe: ConfigurationRecipe
    public let wishes: [HostID: ConfigurationWish]

    public init(recipe: ConfigurationRecipe, wishes: [HostID: ConfigurationWish]) {
        self.recipe = recipe
        self.wishes = wishes
    }

    /// What happens on a host that was looked at; nil when nothing is known of its configuration.
    func change(_ host: HostID, _ seen: ObservedHost) -> ConfigurationChange? {
        guard let wish = wishes[host] else { return nil }
        return ConfigurationChange(
            path: wish.path, from: seen.configuration?.state ?? .none, to: .stored(wish.id))
    }

    /// A file that has moved would leave the old one behind, with whatever is in it.
    func obstacle(_ host: HostID, _ seen: ObservedHost) -> PlanRefusal? {
        guard let wish = wishes[host], let delivered = seen.configuration?.deliveredPath, delivered != wish.path else {
            return nil
        }
        return .configurationElsewhere(host, delivered: delivered, wanted: wish.path)
    }
}
