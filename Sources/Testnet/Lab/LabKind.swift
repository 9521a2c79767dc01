/// What a lab's nodes are made of.
public enum LabKind: String, Sendable, Codable, CaseIterable {
    /// Processes of this machine, each on a loopback address of its own; any user can raise them.
    case loopback
    /// Machines with systemd, journald and sshd of their own (systemd-nspawn), on loopback addresses too; needs root.
    case systemd
}
