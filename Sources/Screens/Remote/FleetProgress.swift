public import FleetModel

/// How far something that goes over many hosts has come, in one line.
public struct FleetProgress {
    /// The most hosts that are named.
    private static let named = 4

    private let total: Int
    private var waiting: [HostID] = []
    private var ended = 0
    private var troubled = 0

    public init(total: Int) { self.total = total }

    public mutating func begin(_ host: HostID) { waiting.append(host) }

    public mutating func end(_ host: HostID, isGood: Bool) {
        waiting.removeAll { $0 == host }
        ended += 1
        if !isGood { troubled += 1 }
    }

    public var line: String {
        let trouble = troubled > 0 ? ", \(troubled) in trouble" : ""
        let names = waiting.isEmpty ? "" : "   waiting for \(listed(waiting, limit: Self.named))"
        return "\(ended)/\(counted(total, "host"))\(trouble)\(names)"
    }
}
