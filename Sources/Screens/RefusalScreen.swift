import FleetModel
public import RolloutPlanning

/// Why there is no plan: one line a reason, and what to do next.
public struct RefusalScreen {
    private let refusals: [PlanRefusal]

    public init(_ refusals: [PlanRefusal]) { self.refusals = refusals }

    public var lines: [String] {
        let reasons = refusals.map(Self.explain)
        let count = reasons.count == 1 ? reasons[0].what : "refused for \(reasons.count) reasons"
        var lines = ["error: \(count); nothing was changed"]
        for reason in reasons {
            if reasons.count > 1 { lines.append("  \(reason.what)") }
            lines += reason.facts.map { "  \($0)" }
        }
        var seen: Set<String> = []
        lines += reasons.compactMap(\.next).filter { seen.insert($0).inserted }.map { "  next      \($0)" }
        return lines
    }

    private struct Reason {
        let what: String
        var facts: [String] = []
        var next: String?
    }

    private static func explain(_ refusal: PlanRefusal) -> Reason {
        switch refusal {
        case .noHosts(let network): Reason(what: "the inventory has no host of network \(network)")
        case .noVersion(let name):
            Reason(what: "\(name) holds no version to compare with what a node says", next: "name it vX.Y.Z")
        case .nothingToDo(let name): Reason(what: "every node has \(name) already")
        case .unreachable(let host, let reason):
            Reason(
                what: "\(host) is unreachable: \(reason)",
                next: "mend it, or allow it in the playbook: budget: {unreachable_hosts: 1}")
        case .barred(let host, let reason):
            Reason(
                what: "\(host) cannot be logged in to: \(reason)",
                next: "mend that first; unreachable_hosts does not cover it: cjctl doctor --limit \(host)")
        case .toolsMissing(let host, let tools):
            Reason(
                what: "\(host) lacks \(tools.joined(separator: ", "))", next: "install coreutils and util-linux there")
        case .fenceHeld(let host, let holder):
            Reason(
                what: "\(host) is held by another controller: \(holder)",
                next: "cjctl status, where that run was started")
        case .nothingInstalled, .notRunning, .wayBackMissing, .nameTaken, .diskFull, .storeDamaged, .quorum:
            explainHost(refusal)
        }
    }

    private static func explainHost(_ refusal: PlanRefusal) -> Reason {
        switch refusal {
        case .nothingInstalled(let host):
            Reason(what: "\(host) has no release to come back to", next: "install the first release there by hand")
        case .notRunning(let host):
            Reason(what: "the service on \(host) does not run", next: "start it, or find out why not")
        case .wayBackMissing(let host, let name):
            Reason(what: "\(host) runs \(name), but its store does not hold it: there is no way back")
        case .nameTaken(let host, let name, let installed, let wanted):
            Reason(
                what: "\(host) knows \(name) with other content",
                facts: ["installed \(installed)", "wanted    \(wanted)"], next: "give the new build a name of its own")
        case .diskFull(let host, let free, let needed):
            Reason(what: "\(host) has \(free >> 20) MiB free, the release needs \(needed >> 20) MiB")
        case .storeDamaged(let host, let release, let detail):
            Reason(
                what: "\(release) does not match on \(host)", facts: MismatchText.lines(of: detail),
                next: "suspect the disk or someone on \(host); then remove that folder and try again")
        case .quorum(let host, let figures):
            Reason(
                what: "\(host) may not go down: \(figures)",
                next: "add validators, or waive the guard in writing: --waive quorum='reason'")
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
