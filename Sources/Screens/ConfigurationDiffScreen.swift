public import ConfigTemplates
public import FleetModel

/// `cjctl plan --diff`: the lines of the nodes' configurations that will be others. Equal differences are said once.
public struct ConfigurationDiffScreen {
    public enum Outcome: Sendable, Hashable {
        case differs(LineDifference)
        case unreadable(String)
    }

    public struct Entry: Sendable, Hashable {
        public let host: HostID
        public let path: String
        public let outcome: Outcome

        public init(host: HostID, path: String, outcome: Outcome) {
            self.host = host
            self.path = path
            self.outcome = outcome
        }
    }

    private let entries: [Entry]

    public init(_ entries: [Entry]) { self.entries = entries }

    public var lines: [String] {
        var order: [Outcome] = []
        let groups = Dictionary(grouping: entries, by: \.outcome)
        for entry in entries where !order.contains(entry.outcome) { order.append(entry.outcome) }
        return order.flatMap { outcome -> [String] in
            let group = groups[outcome] ?? []
            return ["", heading(group, outcome)] + body(outcome)
        }
    }

    private func heading(_ group: [Entry], _ outcome: Outcome) -> String {
        let paths = Set(group.map(\.path))
        let file = paths.count == 1 ? paths.first ?? "" : "\(paths.count) files"
        let figures =
            switch outcome {
            case .differs(let difference) where difference.isEmpty: "same lines, but a secret in them is another"
            case .differs(let difference): "+\(difference.added) −\(difference.removed)"
            case .unreadable: "not compared"
            }
        return "config \(file) on \(listed(group.map(\.host))): \(figures)"
    }

    private func body(_ outcome: Outcome) -> [String] {
        switch outcome {
        case .unreadable(let reason): ["  \(reason)"]
        case .differs(let difference):
            Array(
                difference.hunks.map { hunk in
                    hunk.map { line in
                        switch line {
                        case .both(let text): "    \(text)"
                        case .removed(let text): "  - \(text)"
                        case .added(let text): "  + \(text)"
                        }
                    }
                }.joined(separator: ["    …"]))
        }
    }
}
