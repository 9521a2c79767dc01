import FleetModel

/// Why something is so on many hosts, equal reasons told once: `val-[01-09]: reason`.
struct HostReasons {
    private(set) var groups: [(reason: String, hosts: [HostID])] = []

    /// What a piece of a reason may say between the host's name and the reason itself.
    private static let joints = [": ", " failed: "]

    init() {}

    init(_ reasons: some Sequence<(HostID, String)>) {
        for (host, reason) in reasons { add(host, reason) }
    }

    /// Takes apart what a run says of several hosts: `val-01: reason; val-02: reason`. Nil when it names no host.
    init?(parsing text: String, hosts: Set<HostID>) {
        var found: [(host: HostID, reason: String)] = []
        for piece in text.split(separator: "; ").map(String.init) {
            if let (host, reason) = Self.taken(apart: piece, hosts) {
                found.append((host, reason))
            } else {
                // A reason with a semicolon of its own.
                guard let last = found.indices.last else { return nil }
                found[last].reason += "; \(piece)"
            }
        }
        guard !found.isEmpty else { return nil }
        for (host, reason) in found { add(host, reason) }
    }

    var lines: [String] { groups.map { "\(HostRanges.compact($0.hosts)): \($0.reason)" } }

    private mutating func add(_ host: HostID, _ reason: String) {
        let reason = Self.without(host, reason)
        if let index = groups.firstIndex(where: { $0.reason == reason }) {
            groups[index].hosts.append(host)
        } else {
            groups.append((reason, [host]))
        }
    }

    private static func taken(apart piece: String, _ hosts: Set<HostID>) -> (HostID, String)? {
        let name = String(piece.prefix { $0 != ":" && $0 != " " })
        guard let host = HostID(rawValue: name), hosts.contains(host) else { return nil }
        let rest = String(piece.dropFirst(name.count))
        for joint in joints where rest.hasPrefix(joint) { return (host, String(rest.dropFirst(joint.count))) }
        return rest.hasPrefix(" ") ? (host, String(rest.dropFirst())) : nil
    }

    /// A reason which begins with the host's name says it for people who do not know it yet.
    static func without(_ host: HostID, _ reason: String) -> String {
        let start = "\(host): "
        return reason.hasPrefix(start) ? String(reason.dropFirst(start.count)) : reason
    }
}
