public import FleetModel

/// What one host was found to run, from three sources.
public struct VersionRow: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
        case pass
        /// Every difference.
        case differs(String)
        /// Why it cannot be told.
        case unknown(String)
    }

    public let host: HostID
    /// The release that it should run; nil when nothing says.
    public let expected: String?
    /// The release that `current` names.
    public let installed: String?
    /// What the node says.
    public let said: String?
    /// The release whose file the process runs, by its digest.
    public let running: String?
    public let verdict: Verdict

    public init(
        host: HostID, expected: String?, installed: String?, said: String?, running: String?, verdict: Verdict
    ) {
        self.host = host
        self.expected = expected
        self.installed = installed
        self.said = said
        self.running = running
        self.verdict = verdict
    }
}

/// `cjctl verify-version`.
public struct VersionScreen {
    private let rows: [VersionRow]
    /// How many nodes should run which release; those of which nothing is known are not counted.
    private let expected: [(name: String, nodes: Int)]

    public init(rows: [VersionRow]) {
        self.rows = rows
        let names = rows.compactMap(\.expected)
        expected = Set(names).sorted().map { name in (name, names.count { $0 == name }) }
    }

    public var lines: [String] {
        var table = TextTable(indent: "  ")
        let isMixed = expected.count > 1
        table.add(["NODE"] + (isMixed ? ["EXPECTED"] : []) + ["INSTALLED", "SAYS", "RUNS", "VERDICT"])
        for row in rows {
            let verdict =
                switch row.verdict {
                case .pass: "pass"
                case .differs(let differences): "DIFFERS  \(differences)"
                case .unknown(let reason): "UNKNOWN  \(reason)"
                }
            let found = [row.installed, row.said, row.running].map { $0 ?? "–" }
            table.add([row.host.rawValue] + (isMixed ? [row.expected ?? "–"] : []) + found + [verdict])
        }
        return [headline] + table.lines
    }

    private var headline: String {
        let right = rows.count { $0.verdict == .pass }
        let unknown = rows.count { if case .unknown = $0.verdict { true } else { false } }
        let differing = rows.count - right - unknown
        if right == rows.count {
            return
                "\(right) of \(counted(rows.count, "node")) on \(goal): installed, said by the node, and running by digest"
        }
        if unknown == rows.count {
            let all = counted(unknown, "node")
            return expected.isEmpty ? "no release is expected of \(all) now" : "\(unknown) of \(all) unknown"
        }
        let different =
            differing > 0 || unknown == 0 ? ["\(differing) of \(counted(rows.count, "node")) not on \(goal)"] : []
        let untold =
            unknown > 0
            ? [
                differing > 0
                    ? "\(unknown) unknown"
                    : "\(unknown) of \(counted(rows.count, "node")) unknown, the others on \(goal)"
            ] : []
        return (different + untold).joined(separator: ", ")
    }

    /// `v4.0.0`, or in the middle of a run `what the run left there (v3.17.0 on 6, v4.0.0 on 4)`.
    private var goal: String {
        switch expected.count {
        case 0: "a release that is known to be expected"
        case 1: expected[0].name
        default:
            "what the run has left there so far ("
                + expected.map { "\($0.name) on \($0.nodes)" }.joined(separator: ", ") + ")"
        }
    }
}
