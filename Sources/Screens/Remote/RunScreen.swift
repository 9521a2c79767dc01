public import FleetModel

/// `cjctl run`: equal outputs once, under the hosts that gave them, then what did not go well, then the sum.
public struct RunScreen {
    /// A line of a person's terminal is a rule of this length.
    private static let rule = String(repeating: "-", count: 15)
    private static let tab = 8

    private let rows: [RemoteRow]
    private let elapsed: TimeSpan

    public init(rows: [RemoteRow], elapsed: TimeSpan) {
        self.rows = rows
        self.elapsed = elapsed
    }

    public var lines: [String] { groups.flatMap(lines(of:)) + troubles + [sum] }

    /// Hosts that wrote and ended alike.
    private struct Group {
        let first: RemoteRow
        var hosts: [HostID]
    }

    private struct Likeness: Hashable {
        let end: RemoteRow.End
        let output: String
        let errors: String
        let isTruncated: Bool
    }

    /// Only what ran is shown so; the largest group first.
    private var groups: [Group] {
        var places: [Likeness: Int] = [:]
        var groups: [Group] = []
        for row in rows where Self.hasRun(row) {
            let likeness = Likeness(
                end: Self.headline(row), output: row.output, errors: row.errors, isTruncated: row.isTruncated)
            if let place = places[likeness] {
                groups[place].hosts.append(row.host)
            } else {
                places[likeness] = groups.count
                groups.append(Group(first: row, hosts: [row.host]))
            }
        }
        return groups.enumerated().sorted { left, right in
            (right.element.hosts.count, left.offset) < (left.element.hosts.count, right.offset)
        }.map(\.element)
    }

    /// A host that was stopped says so in words of its own below; its output may be like another's.
    private static func headline(_ row: RemoteRow) -> RemoteRow.End {
        if case .stopped = row.end { return .stopped("", isGone: true) }
        return row.end
    }

    private static func hasRun(_ row: RemoteRow) -> Bool {
        switch row.end {
        case .exited, .signalled: true
        case .stopped: !row.output.isEmpty || !row.errors.isEmpty
        case .refused, .unreachable, .unknown, .untouched: false
        }
    }

    private func lines(of group: Group) -> [String] {
        let row = group.first
        var title = HostRanges.compact(group.hosts)
        if group.hosts.count > 1 { title += " (\(group.hosts.count))" }
        switch row.end {
        case .exited(0): break
        case .exited(let code): title += "  exit \(code)"
        case .signalled(let name): title += "  \(RemoteRow.ending(by: name))"
        default: title += "  stopped"
        }
        let body = Self.lines(of: row.output) + Self.lines(of: row.errors).map { "err: \($0)" }
        let cut = row.isTruncated ? ["(more was written than is kept)"] : []
        return [Self.rule, title, Self.rule] + body + cut
    }

    /// Without control characters that only move to a column; what else is in a line is escaped where it is printed.
    private static func lines(of text: String) -> [String] {
        // By bytes: CR LF is one character.
        var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { line in
            expandingTabs(String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self))
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func expandingTabs(_ line: String) -> String {
        guard line.utf8.contains(9) else { return line }
        var result = ""
        var column = 0
        for character in line {
            let width = character == "\t" ? tab - column % tab : 1
            result += character == "\t" ? String(repeating: " ", count: width) : String(character)
            column += width
        }
        return result
    }

    /// A line for each reason, with the hosts that share it.
    private var troubles: [String] {
        var hosts: [String: [HostID]] = [:]
        var reasons: [String] = []
        for row in rows {
            guard let reason = Self.reason(row) else { continue }
            if hosts[reason] == nil { reasons.append(reason) }
            hosts[reason, default: []].append(row.host)
        }
        return reasons.map { "\(HostRanges.compact(hosts[$0] ?? [])): \($0)" }
    }

    private static func reason(_ row: RemoteRow) -> String? {
        switch row.end {
        case .exited, .signalled: nil
        case .stopped(let why, _): "stopped: \(without(row.host, why))"
        case .refused(let why): "not begun: \(without(row.host, why))"
        case .unreachable(let why): "unreachable: \(without(row.host, why))"
        case .unknown(let why): "unknown: \(without(row.host, why))"
        case .untouched: "not begun"
        }
    }

    private static func without(_ host: HostID, _ reason: String) -> String {
        let start = "\(host): "
        return reason.hasPrefix(start) ? String(reason.dropFirst(start.count)) : reason
    }

    private var sum: String {
        func count(_ verdict: RemoteRow.Verdict) -> Int { rows.count { $0.verdict == verdict } }
        var parts = ["\(count(.done)) done", "\(count(.failed)) failed", "\(count(.unreachable)) unreachable"]
        if count(.unknown) > 0 { parts.append("\(count(.unknown)) unknown") }
        if count(.untouched) > 0 { parts.append("\(count(.untouched)) not begun") }
        return parts.joined(separator: ", ") + "   \(elapsed.rough)"
    }
}
