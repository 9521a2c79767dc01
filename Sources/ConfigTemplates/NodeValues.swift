public import FleetModel

/// What a template may ask for about one node.
public struct NodeValues: Sendable, Equatable {
    /// Bootstrap peers of a node at most; in a larger network those at distances 1, 2, 4, … in order of ids, both ways.
    public static let maximumPeers = 16

    private var values: [String: ConfigurationValue.Content] = [:]
    /// Names that this node has no value for, and what to do about it.
    private var absent: [String: String] = [:]

    /// The value of a name, `.failure` with what is wrong where there is none.
    func value(of name: ConfigurationName) -> Result<ConfigurationValue.Content, Missing> {
        if let value = values[name.rawValue] { return .success(value) }
        return .failure(Missing(hint: absent[name.rawValue], isKnown: absent[name.rawValue] != nil))
    }

    struct Missing: Error {
        let hint: String?
        let isKnown: Bool
    }

    /// True when a line under the condition `?name` stands.
    func holds(_ name: ConfigurationName) -> Bool {
        switch values[name.rawValue] {
        case nil: false
        case .text(let text): !text.isEmpty && text != "false"
        case .list(let texts): !texts.isEmpty
        }
    }

    /// Names that a value of anybody else's may not have.
    public static func isTaken(_ name: ConfigurationName) -> Bool { builtIn.contains(name.rawValue) }

    /// Every name that this node has a value for, for hints.
    public var names: [String] { values.keys.sorted() }

    private static let builtIn: Set<String> = [
        "node", "network", "role", "zone", "implementation", "voting_power", "total_power", "is_validator", "is_canary",
        "signing_key", "address", "install_root", "data_dir", "api_url", "api_host", "api_port", "metrics_url",
        "metrics_host", "metrics_port", "release", "version", "binary_path", "library_path", "peers", "peer_names",
        "validators", "validator_names", "secret",
    ]

    init(
        _ host: Host, in fleet: FleetValues, settingsOfOthers: Set<ConfigurationName>,
        fleetValues: [ConfigurationValue]
    ) {
        values = fleet.shared
        absent = fleet.absent
        text("node", host.id.rawValue)
        text("role", host.role.rawValue)
        text("voting_power", "\(host.votingPower)")
        text("is_validator", "\(host.votingPower > .zero)")
        text("is_canary", "\(host.isCanary)")
        text("address", host.connection.address)
        text("install_root", host.paths.installRoot)
        text("binary_path", "\(host.paths.installRoot)/current/\(fleet.binary)")
        optional("zone", host.zone, "the inventory does not say cj_zone")
        optional("implementation", host.implementation?.rawValue, "the inventory does not say cj_implementation")
        optional("signing_key", host.signingKey?.rawValue, "the inventory does not say cj_signing_key")
        optional("data_dir", host.paths.dataDirectory, "the inventory does not say cj_data_dir")
        optional(
            "library_path", fleet.library.map { "\(host.paths.installRoot)/current/\($0)" },
            "the release has no shared library, or several")
        address("api", host.probes.api)
        if let metrics = host.probes.metrics {
            address("metrics", metrics)
        } else {
            for part in ["url", "host", "port"] { absent["metrics_\(part)"] = "the inventory does not say cj_metrics" }
        }
        let peers = fleet.peers(of: host)
        values["peers"] = .list(peers.map(\.probes.api))
        values["peer_names"] = .list(peers.map(\.id.rawValue))
        for name in settingsOfOthers { absent[name.rawValue] = "the inventory does not say cj_config_\(name)" }
        for value in fleetValues + (host.settings ?? []) { values[value.name.rawValue] = value.content }
    }

    private mutating func text(_ name: String, _ text: String) { values[name] = .text(text) }

    private mutating func optional(_ name: String, _ text: String?, _ reason: String) {
        if let text { values[name] = .text(text) } else { absent[name] = reason }
    }

    /// Host and port of a base URL; the port that its scheme has where none is written.
    private mutating func address(_ prefix: String, _ url: String) {
        text("\(prefix)_url", url)
        let isSecure = url.hasPrefix("https://")
        var rest = Substring(url)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" }
        let standard = isSecure ? "443" : "80"
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            text("\(prefix)_host", String(rest[...close]))
            let port = rest[rest.index(after: close)...].drop { $0 == ":" }
            text("\(prefix)_port", port.isEmpty ? standard : String(port))
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1)
            text("\(prefix)_host", parts.first.map(String.init) ?? "")
            text("\(prefix)_port", parts.count > 1 ? String(parts[1]) : standard)
        }
    }
}
