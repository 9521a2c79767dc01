internal import ChainCore
internal import Crypto
internal import Files
internal import Glibc
internal import ValidatorKeys

/// What stands on one node's disk before anything runs: the store layout with one release in it, the configuration and
/// the service script.
struct NodeFiles: Sendable {
    let node: LabNode
    let layout: LabLayout
    let plan: LabPlan
    /// Everybody in the network.
    let nodes: [LabNode]
    /// The validators' public keys by name.
    let publicKeys: [String: ChainHash]

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
        try LabFiles.write(try Self.token(), to: node.adminToken, mode: 0o600)
        try LabFiles.write(configuration, to: node.configurationFile)
        guard node.kind == .loopback else { return }
        let marks = ["\(LabProcesses.mark)=\(layout.folder)", "\(LabProcesses.nodeMark)=\(node.name)"]
        try LabFiles.write(ServiceScript.text(for: node, marks: marks), to: node.serviceScript, mode: 0o755)
    }

    /// Makes the validator's key.
    static func makeKey(of node: LabNode) throws(LabError) -> ChainHash {
        try LabFiles.makeFolder(FilePath.parent(of: node.validatorKey), mode: 0o700)
        do throws(ValidatorKeyError) {
            return try ValidatorKey.generate(at: node.validatorKey).publicKey
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }

    private static func token() throws(LabError) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard unsafe getentropy(&bytes, bytes.count) == 0 else {
            throw LabError(.programFailed, "the system gives no random bytes")
        }
        return Hexadecimal.encode(bytes) + "\n"
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
        let validators = nodes.compactMap { node in publicKeys[node.name].map { "\(node.name)=\($0)" } }
        let list = { (values: [String]) in "[" + values.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        var lines = [
            "node: \(node.name)",
            "network: {id: \(layout.network.id)}",
            "consensus:",
            "  block_time: \(plan.blockTime)ms",
            "  validators: \(list(validators))",
            "  mode: \(layout.network.mode)",
        ]
        if node.role == .validator {
            lines += ["  validator: \(node.name)", "  validator_key: \"\(node.seen.validatorKey)\""]
        }
        lines += [
            "p2p:",
            "  bootstrap_peers: \(list(peers.map(\.apiURL)))",
            "api: {host: \(node.address), port: \(node.ports.api), admin_token_file: \"\(node.seen.adminToken)\"}",
            "metrics: {port: \(node.ports.metrics)}",
            "database: {path: \"\(node.seen.dataFolder)\"}",
            "lab: {fault_file: \"\(node.seen.faultFile)\"}",
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
