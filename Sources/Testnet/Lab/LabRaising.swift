internal import ChainCore
internal import Files
internal import ValidatorKeys

/// One raising of a lab, step by step.
struct LabRaising: Sendable {
    let lab: Lab
    let plan: LabPlan
    let progress: Lab.Progress

    private var layout: LabLayout { lab.layout }

    /// Makes the lab's folder, which only one of two raisings at the same time can.
    func claimFolder() throws(LabError) {
        try LabFiles.makeFolder(FilePath.parent(of: layout.folder))
        do throws(FileError) {
            try Directory.make(layout.folder, mode: 0o700)
        } catch {
            guard error.code == .system(.alreadyExists) else { throw LabError(.fileRefused, "\(error)") }
            throw LabError(
                .alreadyUp, "\(layout.folder) is there: cjctl lab status looks at it, cjctl lab down removes it")
        }
    }

    func run() async throws(LabError) -> LabDescription {
        let user = try LabUser.current()
        if File.exists(layout.inventory), try !InventoryFile.isOurs(layout.inventory) {
            throw LabError(.fileForeign, "\(layout.inventory) is not the lab's: move it away")
        }
        let nodes = try nodes()
        let description = LabDescription(
            kind: plan.kind, nodes: nodes, user: user.name, release: plan.release, privateKey: layout.privateKey,
            knownHosts: layout.knownHosts, inventory: layout.inventory)
        // Before anything is started, so that `down` and `status` know it whatever happens.
        try description.write(layout)
        let release = try await firstRelease()
        progress("release \(release.name) \(release.digest.prefix(12))… on \(nodes.count) nodes")
        try await writeNodes(nodes, release)
        try writeInventory(nodes, user)
        try await start(nodes)
        try await proveLogin(description)
        return description
    }

    private func nodes() throws(LabError) -> [LabNode] {
        var taken = ""
        for choice in 0..<LoopbackSubnet.choices {
            let nodes = nodes(in: LoopbackSubnet(folder: layout.folder, choice: choice))
            guard let refused = firstTaken(nodes) else { return nodes }
            taken = refused
        }
        throw LabError(.portInUse, "\(taken) is taken: another lab, or a server that listens on every address")
    }

    private func nodes(in subnet: LoopbackSubnet) -> [LabNode] {
        let validators = plan.nodes - plan.observers
        let width = String(plan.nodes).count > 2 ? 3 : 2
        return (1...plan.nodes).map { number in
            let isValidator = number <= validators
            let ordinal = String(isValidator ? number : number - validators)
            let padded = String(repeating: "0", count: max(0, width - ordinal.count)) + ordinal
            let name = "\(isValidator ? "val" : "obs")-\(padded)"
            return LabNode(
                name: name, role: isValidator ? .validator : .observer, kind: plan.kind,
                address: subnet.address(number),
                ports: plan.ports, folder: "\(layout.nodesFolder)/\(name)")
        }
    }

    private func firstTaken(_ nodes: [LabNode]) -> String? {
        for node in nodes {
            for port in [node.ports.ssh, node.ports.api, node.ports.metrics]
            where !LoopbackPort.isFree(address: node.address, port: port) {
                return "\(node.address) port \(port)"
            }
        }
        return nil
    }

    private func firstRelease() async throws(LabError) -> LabRelease {
        let folder = layout.release(plan.release)
        if LabRelease.exists(in: folder) { return try LabRelease(reading: plan.release, in: folder) }
        progress("making release \(plan.release)")
        return try await lab.makeRelease(plan.release)
    }

    private func writeNodes(_ nodes: [LabNode], _ release: LabRelease) async throws(LabError) {
        let settings =
            plan.kind == .systemd
            ? [] : try await SSHServer.settingsKnown(to: try Program.path(of: "sshd", package: "openssh-server"))
        try await SSHKey.make(at: layout.privateKey)
        let clientKey = try SSHKey.publicHalf(of: layout.privateKey)
        var publicKeys: [String: ChainHash] = [:]
        for node in nodes where node.role == .validator { publicKeys[node.name] = try NodeFiles.makeKey(of: node) }
        let keys = publicKeys
        _ = try await EachNode.map(nodes) { node throws(LabError) in
            try NodeFiles(node: node, layout: layout, plan: plan, nodes: nodes, publicKeys: keys)
                .write(release: release)
            switch plan.kind {
            case .loopback:
                try await lab.server(of: node).prepare(clientKey: clientKey, extraSettings: settings)
            case .systemd: try await MachineFiles(node: node, nodes: nodes).write(clientKey: clientKey)
            }
        }
        var lines = ""
        for node in nodes {
            lines += try SSHKey.knownHostLine(address: node.address, port: node.ports.ssh, hostKey: node.hostKey)
        }
        try LabFiles.write(lines, to: layout.knownHosts)
    }

    private func writeInventory(_ nodes: [LabNode], _ user: LabUser) throws(LabError) {
        try LabFiles.makeFolder(layout.inventoryFolder)
        var keys: [String: ChainHash] = [:]
        do throws(ValidatorKeyError) {
            for node in nodes where node.role == .validator {
                keys[node.name] = try ValidatorKey(reading: node.validatorKey).publicKey
            }
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
        let file = InventoryFile(layout: layout, user: user.name, blockTime: plan.blockTime, publicKeys: keys)
        try LabFiles.write(file.text(of: nodes), to: layout.inventory)
        guard plan.kind == .systemd else { return }
        try LabFiles.write(ProjectFile.text(layout: layout), to: layout.projectFile)
        try LabFiles.write(ProjectFile.playbook, to: layout.playbookFile)
    }

    private func start(_ nodes: [LabNode]) async throws(LabError) {
        switch plan.kind {
        case .loopback:
            for node in nodes { try lab.server(of: node).start() }
            _ = try await EachNode.map(nodes) { node throws(LabError) in
                try await NodeService(lab: lab, node: node).perform(.start)
                try await Readiness(reactor: lab.reactor).ofServer(node)
            }
        case .systemd:
            _ = try await MachineTree(reactor: lab.reactor).ready(progress: progress)
            _ = try await EachNode.map(nodes) { node throws(LabError) in try await lab.boot(node.name) }
        }
        progress("\(nodes.count) SSH servers and services started; waiting for the first blocks")
        let probe = try LabProbe(on: lab.reactor)
        _ = try await EachNode.map(nodes) { node throws(LabError) in
            try await Readiness(reactor: lab.reactor).ofNode(node, probe: probe)
        }
    }

    /// A server that listens may still refuse everybody, for reasons of the account that no file shows us.
    private func proveLogin(_ description: LabDescription) async throws(LabError) {
        guard let first = description.nodes.first else { return }
        try await Program.run(description.ssh(to: first) + ["true"])
        progress("ready: \(description.nodes.count) nodes, inventory \(layout.inventory)")
    }
}
