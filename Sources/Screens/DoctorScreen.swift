public import FleetModel
public import HostSteps

/// What was found on one host, or on this machine.
public struct DoctorRow: Sendable, Equatable, Codable {
    public let host: HostID
    public let engine: String?
    /// Why that engine; shown where it is not our own.
    public let engineReason: String?
    public let server: String?
    public let hostKey: String?
    /// Where the key comes from that logs in.
    public let key: String?
    public let ailments: [Ailment]

    public init(
        host: HostID, engine: String?, engineReason: String?, server: String?, hostKey: String?, key: String?,
        ailments: [Ailment]
    ) {
        self.host = host
        self.engine = engine
        self.engineReason = engineReason
        self.server = server
        self.hostKey = hostKey
        self.key = key
        self.ailments = ailments
    }

    public var wouldFail: Bool { ailments.contains { $0.severity == .failure } }
}

/// `cjctl doctor`.
public struct DoctorScreen {
    private let rows: [DoctorRow]
    private let here: [Ailment]

    public init(rows: [DoctorRow], here: [Ailment]) {
        self.rows = rows
        self.here = here
    }

    /// True when a rollout would fail on some host, or here.
    public var wouldFail: Bool { rows.contains(where: \.wouldFail) || here.contains { $0.severity == .failure } }

    public var lines: [String] {
        [headline] + table + hostsWithAilments + thisMachine
    }

    private var headline: String {
        let failing = rows.count(where: \.wouldFail)
        let bad = here.contains { $0.severity == .failure } ? ", and so does this machine" : ""
        guard failing > 0 || !bad.isEmpty else {
            return "\(counted(rows.count, "host")) ready: reached, logged in, and able to carry out steps"
        }
        return "\(failing) of \(counted(rows.count, "host")) would fail\(bad)"
    }

    private var table: [String] {
        var table = TextTable(indent: "  ")
        table.add(["HOST", "ENGINE", "SERVER", "HOST KEY", "LOGS IN WITH", "VERDICT"])
        for row in rows {
            let worst = row.ailments.map(\.severity).max()
            let verdict =
                switch worst {
                case .failure?: "FAIL"
                case .warning?: "warning"
                case .note?, nil: "pass"
                }
            table.add([
                row.host.rawValue, row.engine ?? "–", row.server ?? "–", row.hostKey ?? "–", row.key ?? "–", verdict,
            ])
        }
        return table.lines
    }

    /// Equal findings stand once, under the hosts that have them, the worst first.
    private var hostsWithAilments: [String] {
        var hosts: [(ailment: Ailment, hosts: [HostID])] = []
        for row in rows {
            let choice = row.engineReason.map { [Ailment(.note, "goes over ssh: \($0)")] } ?? []
            for ailment in row.ailments + (row.engine == "openssh" ? choice : []) {
                if let index = hosts.firstIndex(where: { $0.ailment == ailment }) {
                    hosts[index].hosts.append(row.host)
                } else {
                    hosts.append((ailment, [row.host]))
                }
            }
        }
        let sorted = hosts.sorted { $0.ailment.severity > $1.ailment.severity }
        return sorted.flatMap { entry in
            ["\(mark(entry.ailment)) \(listed(entry.hosts)): \(entry.ailment.what)"] + next(entry.ailment)
        }
    }

    private var thisMachine: [String] {
        here.sorted { $0.severity > $1.severity }.flatMap { ["\(mark($0)) this machine: \($0.what)"] + next($0) }
    }

    private func mark(_ ailment: Ailment) -> String {
        switch ailment.severity {
        case .failure: "FAIL   "
        case .warning: "warning"
        case .note: "note   "
        }
    }

    private func next(_ ailment: Ailment) -> [String] { ailment.next.map { ["        next  \($0)"] } ?? [] }
}
