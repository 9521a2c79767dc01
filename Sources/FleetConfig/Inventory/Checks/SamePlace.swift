internal import FleetModel
internal import YAML

/// Finds two hosts that are one: a rollout would change it twice, and count it twice.
struct SamePlace {
    private let places: [HostID: (mark: SourceMark, variables: [String: Field])]

    init(_ members: [FleetReader.Member], _ variables: [HostID: [String: Field]]) {
        places = Dictionary(uniqueKeysWithValues: members.map { ($0.id, ($0.mark, variables[$0.id] ?? [:])) })
    }

    func check(_ hosts: [Host], _ findings: inout Findings) {
        report(hosts, .address, &findings, key: { "\(Self.plain($0.connection.address)) \($0.connection.port)" }) {
            "reached at \($0.connection.address) port \($0.connection.port)"
        }
        report(hosts, .api, &findings, key: { Self.identity($0.probes.api) }) { "looked at through \($0.probes.api)" }
        report(
            hosts.filter { $0.probes.metrics != nil }, .metrics, &findings,
            key: { Self.identity($0.probes.metrics ?? "") }
        ) { "measured at \($0.probes.metrics ?? "")" }
        report(
            hosts.filter { $0.signingKey != nil }, .signingKey, &findings, key: { $0.signingKey?.identity ?? "" },
            hint: "two nodes that sign with one key are slashed: give one of them its own"
        ) { "signing with \($0.signingKey?.rawValue ?? "")" }
    }

    /// Of hosts with one key, every one but the first in the file is reported where it says so.
    private func report(
        _ hosts: [Host], _ variable: InventoryVariable, _ findings: inout Findings, key: (Host) -> String,
        hint: String = "two hosts are two machines: correct one of them", shown: (Host) -> String
    ) {
        for same in Dictionary(grouping: hosts, by: key).values where same.count > 1 {
            let sorted = same.sorted { (mark(of: $0, variable), $0.id) < (mark(of: $1, variable), $1.id) }
            guard let first = sorted.first else { continue }
            for host in sorted.dropFirst() {
                findings.error(
                    "\(quoted(host.id.rawValue)) is \(shown(host)), as is \(quoted(first.id.rawValue)) "
                        + mark(of: first, variable).seen(from: mark(of: host, variable)),
                    at: mark(of: host, variable), hint: hint)
            }
        }
    }

    /// Where the host says it, or where it is named when it follows from its name.
    private func mark(of host: Host, _ variable: InventoryVariable) -> SourceMark {
        guard let place = places[host.id] else { preconditionFailure("a host is made of a member") }
        return place.variables[variable.rawValue]?.mark ?? place.mark
    }

    private static func plain(_ address: String) -> String {
        let lowered = address.lowercased()
        return lowered.hasSuffix(".") ? String(lowered.dropLast()) : lowered
    }

    private static func identity(_ url: String) -> String {
        guard case .success(let base) = BaseURL.read(url) else { return url }
        return base.identity
    }
}

extension SourceMark {
    /// Where this is, for a message at another place: the line, with the file where it is another.
    func seen(from other: SourceMark) -> String {
        file == other.file ? "on line \(line)" : "in \(file) on line \(line)"
    }
}
