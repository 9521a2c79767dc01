internal import FleetModel
internal import YAML

/// Makes hosts of their effective variables.
struct HostReader {
    let defaults: InventoryDefaults
    /// What hosts lack that they must have: for each variable, the hosts.
    private(set) var missing: [InventoryVariable: [FleetReader.Member]] = [:]

    init(_ defaults: InventoryDefaults) { self.defaults = defaults }

    /// A host, or nil with the reasons among the findings or in `missing`.
    mutating func read(
        _ member: FleetReader.Member, _ variables: [String: Field], isInCanaryGroup: Bool,
        _ findings: inout Findings
    ) -> Host? {
        let value = { (variable: InventoryVariable) in variables[variable.rawValue] }
        for field in variables.values { ForeignVariable.check(field, &findings) }
        let connection = connection(member, value, &findings)
        let network = required(.network, member, value) { findings.identifier($0, as: NetworkID.self) }
        let api = required(.api, member, value) { findings.baseURL($0) }
        let standing = standing(member, value, &findings)
        let paths = paths(member, value, &findings)
        let metrics = optional(value(.metrics)) { findings.baseURL($0) }
        let zone = optional(value(.zone)) { findings.text($0) }
        let implementation = optional(value(.implementation)) { findings.implementation($0) }
        let signingKey = optional(value(.signingKey)) { findings.signingKey($0) }
        let settings = SettingReader.read(variables, &findings)
        let isCanary = canary(member, value(.canary), isInCanaryGroup, &findings)
        guard let connection, let network, let api, let standing, let paths, let metrics, let zone, let isCanary,
            let implementation, let signingKey, let settings
        else { return nil }
        return Host(
            id: member.id, connection: connection, network: network, role: standing.role,
            votingPower: standing.power, isCanary: isCanary, zone: zone, paths: paths,
            probes: ProbeAddresses(api: api, metrics: metrics), implementation: implementation, signingKey: signingKey,
            settings: settings.isEmpty ? nil : settings)
    }

    /// One finding for all hosts at one place that lack the same.
    func reportMissing(_ findings: inout Findings) {
        for variable in InventoryVariable.allCases {
            let places = Dictionary(grouping: missing[variable] ?? [], by: \.mark)
            for (mark, members) in places {
                let names = members.map(\.id.rawValue)
                let who =
                    names.count == 1 ? "host \(quoted(names[0])) has" : "\(names.count) hosts from \(names[0]) have"
                let what = variable == .role ? "neither cj_role nor cj_voting_power" : "no \(variable.rawValue)"
                findings.error("\(who) \(what)", at: mark, hint: Self.hint(for: variable))
            }
        }
    }

    private func connection(
        _ member: FleetReader.Member, _ value: (InventoryVariable) -> Field?, _ findings: inout Findings
    ) -> Connection? {
        let address: String?
        if let field = value(.address) {
            address = findings.address(field)
        } else if let problem = Findings.problem(ofAddress: member.id.rawValue) {
            let name = quoted(member.id.rawValue)
            findings.error(
                "host \(name) has no ansible_host, and its name \(problem.message)", at: member.mark,
                hint: "give it an ansible_host")
            address = nil
        } else {
            address = member.id.rawValue
        }
        let port = value(.port).map { findings.number($0, in: 1...65535) } ?? 22
        let user = value(.user).map { findings.user($0) } ?? defaults.userName
        let identity = optional(value(.privateKeyFile)) { findings.localPath($0, home: defaults.homeDirectory) }
        let knownHosts = value(.knownHosts).map { findings.localPaths($0, home: defaults.homeDirectory) } ?? []
        let engine = optional(value(.engine)) { field in
            findings.choice(field, among: ConnectionEngine.allCases.map(\.rawValue)).flatMap(ConnectionEngine.init)
        }
        let options = optional(value(.sshArguments)) { SSHArguments.read($0, &findings) }
        guard let address, let port, let user, let identity, let knownHosts, let engine, let options else { return nil }
        var unstated: [Connection.Detail] = []
        if value(.port) == nil { unstated.append(.port) }
        if value(.user) == nil { unstated.append(.user) }
        return Connection(
            address: address, port: UInt16(port), user: user, identityFiles: identity.map { [$0] } ?? [],
            knownHostsFiles: knownHosts, engine: engine, unstated: unstated.isEmpty ? nil : unstated,
            options: options?.isEmpty == true ? nil : options)
    }

    /// Role and voting power, each of which may follow from the other. Neither is taken for granted: a validator that
    /// counted as an observer could be taken down unguarded.
    private mutating func standing(
        _ member: FleetReader.Member, _ value: (InventoryVariable) -> Field?, _ findings: inout Findings
    ) -> (role: Role, power: VotingPower)? {
        let roleField = value(.role)
        let powerField = value(.votingPower)
        if roleField == nil, powerField == nil {
            missing[.role, default: []].append(member)
            return nil
        }
        let words = Role.allCases.map(\.rawValue)
        let role = optional(roleField) { findings.choice($0, among: words).flatMap { Role(rawValue: $0) } }
        let power = optional(powerField) { findings.number($0, in: 0...PowerSum.maximum) }
        guard let role, let power else { return nil }
        if role == .observer, let power, power > 0, let field = powerField {
            findings.error(
                "an observer has cj_voting_power \(power)", at: field.mark,
                hint: "an observer has none: remove it, or say cj_role: validator")
            return nil
        }
        let settled = role ?? ((power ?? 0) > 0 ? .validator : .observer)
        return (settled, VotingPower(clamping: power ?? (settled == .validator ? 1 : 0)))
    }

    private mutating func paths(
        _ member: FleetReader.Member, _ value: (InventoryVariable) -> Field?, _ findings: inout Findings
    ) -> HostPaths? {
        let root = path(.installRoot, defaults.installRoot, member, value, &findings)
        let state = path(.stateDirectory, defaults.stateDirectory, member, value, &findings)
        let data = optional(value(.dataDirectory)) { findings.hostPath($0) }
        guard let root, let state, let data else { return nil }
        return HostPaths(installRoot: root, stateDirectory: state, dataDirectory: data)
    }

    private mutating func path(
        _ variable: InventoryVariable, _ standard: String?, _ member: FleetReader.Member,
        _ value: (InventoryVariable) -> Field?, _ findings: inout Findings
    ) -> String? {
        if value(variable) == nil, let standard { return standard }
        return required(variable, member, value) { findings.hostPath($0) }
    }

    private func canary(
        _ member: FleetReader.Member, _ field: Field?, _ isInGroup: Bool, _ findings: inout Findings
    ) -> Bool? {
        guard let field else { return isInGroup }
        guard let isCanary = findings.boolean(field) else { return nil }
        if !isCanary, isInGroup {
            findings.error(
                "host \(quoted(member.id.rawValue)) is in group 'canary' and has cj_canary false", at: field.mark,
                hint: "say one of the two")
            return nil
        }
        return isCanary
    }

    private mutating func required<Value>(
        _ variable: InventoryVariable, _ member: FleetReader.Member, _ value: (InventoryVariable) -> Field?,
        _ read: (Field) -> Value?
    ) -> Value? {
        guard let field = value(variable) else {
            missing[variable, default: []].append(member)
            return nil
        }
        return read(field)
    }

    /// `.some(nil)` when the variable is left out, nil when it is wrong.
    private func optional<Value>(_ field: Field?, _ read: (Field) -> Value?) -> Value?? {
        guard let field else { return .some(nil) }
        return read(field).map { .some($0) }
    }

    private static func hint(for variable: InventoryVariable) -> String? {
        switch variable {
        case .network: "the id of the chain it belongs to, best said once in the vars of all"
        case .api: "the base URL of the node's API, such as http://203.0.113.1:12346"
        case .role: "cj_role is validator or observer; what signs counts for the quorum"
        case .installRoot: "say it here, or for all hosts in cjctl.yaml: service: {install_root: …}"
        case .stateDirectory: "say it here, or for all hosts in cjctl.yaml: service: {state_dir: …}"
        default: nil
        }
    }
}
