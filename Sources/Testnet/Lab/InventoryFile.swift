internal import ChainCore
internal import Files

/// The inventory of a lab, in Ansible's YAML form.
struct InventoryFile {
    let layout: LabLayout
    let user: String
    /// In milliseconds.
    let blockTime: Int64
    /// The validators' public keys by name.
    let publicKeys: [String: ChainHash]

    /// The first line, by which the lab knows its own file again.
    private static let signature = "# Written by `cjctl lab up`; `cjctl lab down` removes it."

    /// True when the file at `path` was written by a lab.
    static func isOurs(_ path: String) throws(LabError) -> Bool {
        String(decoding: try LabFiles.read(path), as: UTF8.self).hasPrefix(signature)
    }

    func text(of nodes: [LabNode]) -> String {
        var lines = [Self.signature, "all:", "  vars:"]
        let shared = [
            ("ansible_port", "\(nodes.first?.ports.ssh ?? 22)"),
            ("ansible_user", quoted(user)),
            ("ansible_ssh_private_key_file", quoted(layout.privateKey)),
            ("cj_known_hosts", quoted(layout.knownHosts)),
            ("cj_network", quoted(layout.network.id)),
            ("cj_config_block_time", "\(blockTime)ms"),
        ]
        lines += shared.map { "    \($0.0): \($0.1)" } + ["  children:"]
        lines += group("validators", nodes.filter { $0.role == .validator })
        let observers = nodes.filter { $0.role == .observer }
        if !observers.isEmpty { lines += group("observers", observers) }
        if let first = nodes.first { lines += ["    canary:", "      hosts:", "        \(first.name): {}"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func group(_ name: String, _ nodes: [LabNode]) -> [String] {
        ["    \(name):", "      hosts:"]
            + nodes.flatMap { node in
                ["        \(node.name):"] + variables(of: node).map { "          \($0.0): \($0.1)" }
            }
    }

    private func variables(of node: LabNode) -> [(String, String)] {
        var variables = [
            ("ansible_host", node.address),
            ("cj_install_root", quoted(node.seen.installRoot)),
            ("cj_state_dir", quoted(node.seen.stateFolder)),
            ("cj_data_dir", quoted(node.seen.dataFolder)),
            ("cj_api", node.apiURL),
            ("cj_metrics", node.metricsURL),
            ("cj_role", node.role.rawValue),
            ("cj_voting_power", "\(node.votingPower)"),
            ("cj_config_file", quoted(node.configurationFile)),
            ("cj_config_admin_token_file", quoted(node.adminToken)),
            ("cj_config_fault_file", quoted(node.faultFile)),
        ]
        if let key = publicKeys[node.name] {
            variables.append(("cj_signing_key", quoted(key.description)))
            variables.append(("cj_config_validator_key", quoted(node.validatorKey)))
        }
        return variables
    }

    /// Paths of a lab hold nothing that means something inside double quotes: `LabLayout` refuses the others.
    private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
