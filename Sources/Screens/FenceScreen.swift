public import FleetModel
public import RolloutPlanning

/// Why an emergency rollback was refused: hosts are held by processes that this ledger does not know.
public struct FenceScreen {
    private let held: [(host: HostID, holder: FenceHolder)]
    private let typed: TypedOptions

    public init(_ held: [(host: HostID, holder: FenceHolder)], typed: TypedOptions = .none) {
        self.held = held
        self.typed = typed
    }

    public var lines: [String] {
        let names = held.reduce(into: [String]()) { names, entry in
            if !names.contains(entry.holder.process) { names.append(entry.holder.process) }
        }
        let takeOver = names.map { " --take-over \($0)" }.joined()
        return [
            "error: \(counted(held.count, "host")) \(held.count == 1 ? "is" : "are") held by a controller of another ledger; nothing was changed"
        ] + Self.groups(held).map { "  \(HostRanges.compact($0.hosts)): \($0.reason)" } + [
            "  next      cjctl status, where that run was started; if it is to give way:",
            "            \(typed.command("rollback --emergency\(takeOver)"))",
        ]
    }

    /// Hosts that one process holds, whatever token each gave it.
    static func groups(_ held: [(host: HostID, holder: FenceHolder)]) -> [(reason: String, hosts: [HostID])] {
        HostReasons(
            held.map { host, holder in
                (host, "held by another controller: run \(holder.run), process \(holder.process)")
            }
        ).groups
    }
}
