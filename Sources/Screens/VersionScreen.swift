public import FleetModel

/// What one host was found to run, from three sources.
public struct VersionRow: Sendable, Equatable {
    public let host: HostID
    /// The release that `current` names.
    public let installed: String?
    /// What the node says.
    public let said: String?
    /// The release whose file the process runs, by its digest.
    public let running: String?
    /// Nil when everything is as expected, otherwise every difference.
    public let trouble: String?

    public init(host: HostID, installed: String?, said: String?, running: String?, trouble: String?) {
        self.host = host
        self.installed = installed
        self.said = said
        self.running = running
        self.trouble = trouble
    }
}

/// `cjctl verify-version`.
public struct VersionScreen {
    private let rows: [VersionRow]
    private let expected: String

    public init(rows: [VersionRow], expected: String) {
        self.rows = rows
        self.expected = expected
    }

    public var lines: [String] {
        let wrong = rows.count { $0.trouble != nil }
        let first =
            wrong == 0
            ? "\(counted(rows.count, "node")) of \(rows.count) on \(expected): installed, said by the node, and running by digest"
            : "\(wrong) of \(counted(rows.count, "node")) not on \(expected)"
        var table = TextTable(indent: "  ")
        table.add(["NODE", "INSTALLED", "SAYS", "RUNS", "VERDICT"])
        for row in rows {
            table.add([
                row.host.rawValue, row.installed ?? "–", row.said ?? "–", row.running ?? "–",
                row.trouble.map { "DIFFERS  \($0)" } ?? "pass",
            ])
        }
        return [first] + table.lines
    }
}
