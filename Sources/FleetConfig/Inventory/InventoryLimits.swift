/// How much an inventory may ask for. Each is checked before the cost is paid.
public enum InventoryLimits {
    /// Hosts, and hosts that one range stands for.
    public static let hosts = 10_000
    /// Groups, `all` and `ungrouped` included.
    public static let groups = 1000
    /// Levels of groups below `all`.
    public static let groupDepth = 32
    /// Places where a group is named: as a key of the file or among another's children.
    public static let groupEntries = 20_000
    /// Hosts under `hosts:`, ranges counted with every host and every group that contains the one they stand in.
    public static let memberships = 500_000
}
