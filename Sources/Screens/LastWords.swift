public import FleetModel
public import RolloutPlanning

/// What is said when a process ends at once, at the second Ctrl-C: what it leaves in the middle, and what becomes of that.
public struct LastWords {
    private let moving: [HostID]
    private let plan: Plan
    private let typed: TypedOptions

    public init(moving: some Sequence<HostID>, in plan: Plan, typed: TypedOptions = .none) {
        self.moving = moving.sorted()
        self.plan = plan
        self.typed = typed
    }

    /// The host that a record may put into the middle of a change, or take out of it.
    public static func host(movedBy record: RolloutRecord) -> HostID? {
        switch record {
        case .stepIntended(let body): body.host
        case .stepEnded(let body): body.host
        case .hostTurned(let body): body.host
        case .hostClosed(let body): body.host
        case .hostReopened(let body): body.host
        default: nil
        }
    }

    public var lines: [String] {
        let next = "  next      \(typed.command("resume"))"
        guard !moving.isEmpty else { return ["interrupted at once: no host is in the middle of a change", next] }
        let one = moving.count == 1
        let deadline = plan.deadlines.deadman
        let undo =
            stopsOnly
            ? "\(one ? "it stops" : "they stop") at the latest \(deadline) from now, for the release may break its state"
            : "left alone, \(one ? "it goes" : "they go") back by \(one ? "itself" : "themselves") within \(deadline)"
        return [
            "interrupted at once: \(HostRanges.compact(moving)) \(one ? "is" : "are") in the middle of a change",
            "  \(undo)", next,
        ]
    }

    /// A release that may break its state is not taken back behind anybody's back.
    private var stopsOnly: Bool {
        plan.purpose == .upgrade && plan.release.mayBreakState == true
    }
}
