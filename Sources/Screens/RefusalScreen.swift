import FleetModel
public import RolloutPlanning

/// Why there is no plan: one line a reason with the hosts that share it, and what to do next.
public struct RefusalScreen {
    private let refusals: [PlanRefusal]
    private let typed: TypedOptions

    public init(_ refusals: [PlanRefusal], typed: TypedOptions = .none) {
        self.refusals = refusals
        self.typed = typed
    }

    public var lines: [String] {
        let reasons = self.reasons
        let count = reasons.count == 1 ? reasons[0].line : "refused for \(reasons.count) reasons"
        var lines = ["error: \(count); nothing was changed"]
        for reason in reasons {
            if reasons.count > 1 { lines.append("  \(reason.line)") }
            lines += reason.facts.map { "  \($0)" }
        }
        var seen: Set<String> = []
        lines += reasons.compactMap(\.next).filter { seen.insert($0).inserted }.map { "  next      \($0)" }
        return lines
    }

    private struct Reason {
        var hosts: [HostID] = []
        let what: String
        var facts: [String] = []
        var next: String?

        var line: String { hosts.isEmpty ? what : "\(HostRanges.compact(hosts)): \(what)" }

        func isLike(_ other: Reason) -> Bool { what == other.what && facts == other.facts && next == other.next }
    }

    /// In the order in which they were found; those of one kind that are told in one line are told first.
    private var reasons: [Reason] {
        var reasons = fullDisks + heldFences
        for refusal in refusals {
            switch refusal {
            case .diskFull, .fenceHeld: continue
            default: break
            }
            let reason = explain(refusal)
            if !reason.hosts.isEmpty, let index = reasons.firstIndex(where: { $0.isLike(reason) }) {
                reasons[index].hosts += reason.hosts
            } else {
                reasons.append(reason)
            }
        }
        return reasons
    }

    /// What is free differs from disk to disk, and what to do about it does not.
    private var fullDisks: [Reason] {
        var disks: [Int64: (hosts: [HostID], free: [Int64])] = [:]
        for case .diskFull(let host, let free, let needed) in refusals {
            disks[needed >> 20, default: ([], [])].hosts.append(host)
            disks[needed >> 20]?.free.append(free >> 20)
        }
        return disks.sorted { $0.key < $1.key }.map { needed, found in
            let (least, most) = (found.free.min() ?? 0, found.free.max() ?? 0)
            let free = least == most ? "\(least)" : "\(least) to \(most)"
            return Reason(
                hosts: found.hosts, what: "\(free) MiB free, the release needs \(needed) MiB",
                next: "make room under the install root there: old releases lie in its store")
        }
    }

    private var heldFences: [Reason] {
        var held: [(host: HostID, holder: FenceHolder)] = []
        for case .fenceHeld(let host, let holder) in refusals { held.append((host, holder)) }
        return FenceScreen.groups(held).map { group in
            Reason(
                hosts: group.hosts, what: group.reason,
                next: "\(typed.command("status")), where that run was started")
        }
    }

    private var unreachableCount: Int {
        refusals.count { if case .unreachable = $0 { true } else { false } }
    }

    private func explain(_ refusal: PlanRefusal) -> Reason {
        switch refusal {
        case .noHosts(let network):
            Reason(what: "the inventory has no host of network \(network)", next: typed.command("inventory check"))
        case .noVersion(let name):
            Reason(what: "\(name) holds no version to compare with what a node says", next: "name it vX.Y.Z")
        case .nothingToDo(let name): Reason(what: "every node has \(name) already")
        case .unreachable(let host, let reason):
            Reason(
                hosts: [host], what: "unreachable: \(HostReasons.without(host, reason))",
                next: "mend it, or allow it in the playbook: budget: {unreachable_hosts: \(unreachableCount)}")
        case .barred(let host, let reason):
            Reason(
                hosts: [host], what: "cannot be logged in to: \(HostReasons.without(host, reason))",
                next: "mend that first; unreachable_hosts does not cover it: \(typed.command("doctor"))")
        case .toolsMissing(let host, let tools):
            Reason(
                hosts: [host], what: "lacks \(tools.joined(separator: ", "))",
                next: "install coreutils and util-linux there")
        case .quorum(let host, let figures):
            Reason(
                hosts: [host], what: "may not go down: \(figures)",
                next: "add validators, or waive the guard in writing: --waive quorum='reason'")
        case .configurationElsewhere(let host, let delivered, let wanted):
            Reason(
                hosts: [host], what: "its configuration was delivered to \(delivered), and the playbook says \(wanted)",
                next: "keep config.path, or move the file on the hosts and remove configs/path from their install root")
        case .nothingInstalled, .notRunning, .wayBackMissing, .nameTaken, .diskFull, .storeDamaged, .fenceHeld:
            explainHost(refusal)
        }
    }

    private func explainHost(_ refusal: PlanRefusal) -> Reason {
        switch refusal {
        case .nothingInstalled(let host):
            Reason(
                hosts: [host], what: "no release to come back to is installed",
                next: "install the first release there by hand")
        case .notRunning(let host):
            Reason(hosts: [host], what: "the service does not run", next: "start it, or find out why not")
        case .wayBackMissing(let host, let name):
            Reason(
                hosts: [host], what: "runs \(name), but its store does not hold it: there is no way back",
                next: "put \(name) back into its store, or install it there anew by hand")
        case .nameTaken(let host, let name, let installed, let wanted):
            Reason(
                hosts: [host], what: "knows \(name) with other content",
                facts: ["installed \(installed)", "wanted    \(wanted)"], next: "give the new build a name of its own")
        case .storeDamaged(let host, let release, let detail):
            Reason(
                hosts: [host], what: "\(release) does not match", facts: MismatchText.lines(of: detail),
                next: "suspect the disk or someone there; then remove that folder and try again")
        default: Reason(what: "\(refusal)")
        }
    }
}

/// A host's words for two digests that differ (the path may hold blanks): `file PATH expected DIGEST found DIGEST`.
enum MismatchText {
    static func lines(of detail: String) -> [String] {
        guard let file = detail.firstRange(of: "file "), let expected = detail.firstRange(of: " expected "),
            let found = detail.firstRange(of: " found "), file.upperBound <= expected.lowerBound,
            expected.upperBound <= found.lowerBound
        else { return [detail] }
        return [
            "file      \(detail[file.upperBound..<expected.lowerBound])",
            "expected  \(detail[expected.upperBound..<found.lowerBound])", "found     \(detail[found.upperBound...])",
        ]
    }
}
