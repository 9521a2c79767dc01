internal import Files

/// What stands on one node's disk before anything runs: the store layout with one release in it, the configuration and
/// the service script.
struct NodeFiles: Sendable {
    let node: LabNode
    let layout: LabLayout
    let plan: LabPlan
    /// Everybody in the network.
    let nodes: [LabNode]

    /// Peers that a node asks at most; in a larger network it asks those at distances 1, 2, 4, … both ways.
    private static let mostPeers = 12

    /// Makes folders, files and links.
    func write(release: LabRelease) throws(LabError) {
        for folder in [
            node.installRoot, node.dataFolder, node.sshFolder, node.runFolder,
            "\(node.folder)/config",
            "\(node.folder)/log", "\(node.installRoot)/releases",
        ] { try LabFiles.makeFolder(folder) }
        try LabFiles.makeFolder(node.stateFolder, mode: 0o700)
        try install(release)
        try LabFiles.write(configuration, to: node.configurationFile)
        let marks = ["\(LabProcesses.mark)=\(layout.folder)", "\(LabProcesses.nodeMark)=\(node.name)"]
        try LabFiles.write(ServiceScript.text(for: node, marks: marks), to: node.serviceScript, mode: 0o755)
    }

    private func install(_ release: LabRelease) throws(LabError) {
        let store = "\(node.installRoot)/store/\(release.digest)"
        try LabFiles.makeFolder(store)
        for file in release.files {
            try FileCopy.copy("\(release.folder)/\(file)", to: "\(store)/\(file)", mode: 0o555)
        }
        try LabFiles.setMode(store, 0o555)
        try LabFiles.link("\(node.installRoot)/releases/\(release.name)", to: "../store/\(release.digest)")
        try LabFiles.link("\(node.installRoot)/current", to: "releases/\(release.name)")
    }

    private var configuration: String {
        let validators = nodes.filter { $0.role == .validator }.map(\.name)
        let list = { (values: [String]) in "[" + values.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        var lines = [
            "node: \(node.name)",
            "network: {id: \(LabPlan.network)}",
            "consensus:",
            "  block_time: \(plan.blockTime)ms",
            "  validators: \(list(validators))",
        ]
        if node.role == .validator { lines.append("  validator: \(node.name)") }
        lines += [
            "p2p:",
            "  bootstrap_peers: \(list(peers.map(\.apiURL)))",
            "api: {host: \(node.address), port: \(node.ports.api)}",
            "metrics: {port: \(node.ports.metrics)}",
            "database: {path: \"\(node.dataFolder)\"}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var peers: [LabNode] {
        guard nodes.count > Self.mostPeers, let own = nodes.firstIndex(of: node) else {
            return nodes.filter { $0 != node }
        }
        var chosen: Set<Int> = []
        var distance = 1
        while distance < nodes.count, chosen.count < Self.mostPeers {
            for step in [distance, nodes.count - distance] where chosen.count < Self.mostPeers {
                chosen.insert((own + step) % nodes.count)
            }
            distance *= 2
        }
        chosen.remove(own)
        return chosen.sorted().map { nodes[$0] }
    }
}
