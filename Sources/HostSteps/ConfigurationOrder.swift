import FleetModel
public import RolloutPlanning

/// What a step has to know of the configuration that travels with its release.
public struct ConfigurationOrder: Sendable, Equatable {
    let path: String
    let from: ConfigurationState
    let target: ConfigurationState
    /// The release that ran before.
    let release: Digest
    let owner: String?

    /// The text that has to come with the release.
    var delivered: ConfigurationID? {
        guard case .stored(let id) = target, !id.isFound else { return nil }
        return id
    }

    /// What the host itself does when nobody confirms the change: the configuration of the release that it goes back to.
    func undone(to release: ReleaseReference) -> ConfigurationOrder {
        ConfigurationOrder(
            path: path, from: from, target: release.digest == self.release ? from : target, release: self.release,
            owner: owner)
    }

    func add(to variables: inout ShellVariables) {
        variables.set("config_path", path)
        variables.set("config_from", Self.word(from))
        variables.set("config_target", Self.word(target))
        variables.set("config_release", release.description)
        variables.set("config_owner", owner ?? "")
    }

    private static func word(_ state: ConfigurationState) -> String {
        switch state {
        case .none: "none"
        case .found: "found"
        case .stored(let id): id.rawValue
        }
    }
}

extension ConfigurationOrder {
    /// Nil when the plan leaves the host's configuration alone.
    ///
    /// - Parameter isGoingBack: an upgrade takes this host back.
    public init?(_ planned: PlannedHost, in plan: Plan, isGoingBack: Bool) {
        guard let change = planned.configuration else { return nil }
        path = change.path
        from = change.from
        target = plan.purpose == .upgrade && isGoingBack ? change.from : change.to
        release = planned.from.digest
        owner = plan.configuration?.specification.owner
    }
}
