public import FleetModel

/// The hosts that an inventory names, and its groups.
public struct Inventory: Sendable, Equatable {
    /// Hosts in order of their ids, and the networks they name with what those hold outside the inventory: stated here as
    /// `cj_network_outside_power` or in the project's file, nothing when neither says.
    public let fleet: Fleet
    /// Every group with the hosts in it, its inner groups' included, in order of ids. Holds `all` and `ungrouped`.
    public let groups: [String: [HostID]]

    public init(fleet: Fleet, groups: [String: [HostID]]) {
        self.fleet = fleet
        self.groups = groups
    }
}

/// What holds for a host when the inventory does not say.
public struct InventoryDefaults: Sendable, Equatable {
    /// Who logs in, where `ansible_user` is missing.
    public let userName: String
    /// Where `cj_install_root` is missing.
    public let installRoot: String?
    /// Where `cj_state_dir` is missing.
    public let stateDirectory: String?
    /// What `~/` stands for in paths on this machine, without a slash at its end; nil: such paths are refused.
    public let homeDirectory: String?
    /// What the project states of networks.
    public let networks: [Network]

    public init(
        userName: String, installRoot: String?, stateDirectory: String?, homeDirectory: String? = nil,
        networks: [Network] = []
    ) {
        self.userName = userName
        self.installRoot = installRoot
        self.stateDirectory = stateDirectory
        self.homeDirectory = homeDirectory
        self.networks = networks
    }
}
