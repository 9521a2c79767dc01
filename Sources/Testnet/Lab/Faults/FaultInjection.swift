internal import CanonicalJSON
internal import Files
internal import Glibc
internal import NodeFaults
internal import Processes

/// Puts one fault on one node, and takes it away again.
struct FaultInjection: Sendable {
    let lab: Lab
    let node: LabNode
    let description: LabDescription

    func inject(_ fault: LabFault) async throws(LabError) {
        switch fault {
        case .crash: _ = try await lab.processes.end(.sudden, where: isService)
        case .hang: try signal(SIGSTOP, isService)
        case .powerCut: try await lab.cutPower(node.name)
        case .corruptStore: try await corruptStore()
        case .restoredData: try await restoreData()
        case .serverDown: try await lab.stopServer(node.name)
        case .serverHang: try signal(SIGSTOP, isListener)
        case .hostKey: try await changeHostKey()
        case .noStart:
            try putOnNode(fault)
            try await service(.stop)
        case .slowStart, .crashLoop:
            try putOnNode(fault)
            try await service(.restart)
        case .parityDrift: try await setMode("shadow", with: fault)
        case .fallback: try await setMode("primary", with: fault)
        case .coreErrors: try await setMode("only", with: fault)
        case .partition, .packetDelay, .stuckHeight, .fork, .errorRate, .latency, .memoryLeak: try putOnNode(fault)
        case .clockSkew: try await setClock(SkewedClock.variables)
        case .diskFull, .readOnlyDisk, .sudoRefused:
            try await MachineFaults(machine: lab.machine(of: node)).inject(fault)
        }
    }

    /// - Parameter others: the faults that the node keeps.
    func heal(_ fault: LabFault, keeping others: [LabFault]) async throws(LabError) {
        try writeFaults(others)
        switch fault {
        case .crash, .noStart, .crashLoop: try await service(.start)
        case .hang: try signal(SIGCONT, isService)
        case .powerCut: try await lab.boot(node.name)
        case .corruptStore: try await mendStore()
        case .restoredData: try await bringBackData()
        case .serverDown: try await lab.startServer(node.name)
        case .serverHang: try signal(SIGCONT, isListener)
        case .hostKey: try await bringBackHostKey()
        case .parityDrift, .fallback, .coreErrors:
            try await NodeAdmin(lab: lab, node: node).setMode(lab.layout.network.mode)
        case .clockSkew: try await setClock("")
        case .diskFull, .readOnlyDisk, .sudoRefused:
            try await MachineFaults(machine: lab.machine(of: node)).heal(fault)
        case .partition, .slowStart, .packetDelay, .stuckHeight, .fork, .errorRate, .latency, .memoryLeak: break
        }
    }

    private func isService(_ process: LabProcess) -> Bool {
        process.node == node.name && process.kind == .coinjectured
    }

    private func isListener(_ process: LabProcess) -> Bool {
        process.node == node.name && process.kind == .sshListener
    }

    private func signal(_ number: Int32, _ isChosen: (LabProcess) -> Bool) throws(LabError) {
        let chosen = try lab.processes.all().filter(isChosen)
        guard !chosen.isEmpty else {
            throw LabError(.programFailed, "nothing of that kind runs on \(node.name): cjctl lab status")
        }
        for process in chosen { _ = process.identity.signal(number) }
    }

    private func service(_ action: NodeService.Action) async throws(LabError) {
        try await NodeService(lab: lab, node: node).perform(action)
    }

    private func setMode(_ mode: String, with fault: LabFault) async throws(LabError) {
        try putOnNode(fault)
        try await NodeAdmin(lab: lab, node: node).setMode(mode)
    }

    /// Starts the service with these variables, which a file of the node's brings to it.
    private func setClock(_ variables: String) async throws(LabError) {
        let kept = (try? LabFiles.read(node.environmentFile)) ?? []
        let lines = String(decoding: kept, as: UTF8.self).split(separator: "\n").filter { !SkewedClock.isOurs($0) }
        let text = (lines.map { String($0) } + [variables]).joined(separator: "\n") + "\n"
        try LabFiles.write(text, to: node.environmentFile)
        try await service(.restart)
    }

    // MARK: - Faults that the node itself has

    private func putOnNode(_ fault: LabFault) throws(LabError) {
        try writeFaults(try FaultRecord(node: node).read() + [fault])
    }

    private func writeFaults(_ faults: [LabFault]) throws(LabError) {
        var merged = NodeFaults()
        for fault in faults { fault.add(to: &merged, peers: others) }
        if merged == NodeFaults() {
            if File.exists(node.faultFile) { try LabFiles.remove(node.faultFile) }
            return
        }
        guard let bytes = try? CanonicalJSON.encode(merged) else {
            throw LabError(.fileRefused, "\(node.faultFile) cannot be written: its content has no JSON form")
        }
        try LabFiles.write(bytes, to: node.faultFile)
    }

    private var others: [LabNode] { description.nodes.filter { $0 != node } }

    // MARK: - What is on disk

    private var blockFile: String { "\(node.dataFolder)/blocks.jsonl" }
    private var keptData: String { "\(node.folder)/data.kept" }

    private func corruptStore() async throws(LabError) {
        try await service(.stop)
        var bytes = try LabFiles.read(blockFile)
        // Whole lines before and after: a torn last line would be mended by itself.
        bytes[bytes.count / 2] = bytes[bytes.count / 2] == UInt8(ascii: "#") ? UInt8(ascii: "!") : UInt8(ascii: "#")
        try LabFiles.write(bytes, to: blockFile)
        _ = try? await service(.start)
    }

    /// What the node's message says to do: away with the file, the peers have the chain.
    private func mendStore() async throws(LabError) {
        try LabFiles.remove(blockFile)
        try await service(.start)
    }

    private func restoreData() async throws(LabError) {
        try await service(.stop)
        try LabFiles.makeFolder(keptData)
        for file in try LabFiles.list(node.dataFolder) where file.hasSuffix(".json") {
            try LabFiles.write(try LabFiles.read("\(node.dataFolder)/\(file)"), to: "\(keptData)/\(file)", mode: 0o600)
            try LabFiles.write(#"{"height":0}"#, to: "\(node.dataFolder)/\(file)", mode: 0o600)
        }
        _ = try? await service(.start)
    }

    private func bringBackData() async throws(LabError) {
        for file in try LabFiles.list(keptData) {
            try LabFiles.write(try LabFiles.read("\(keptData)/\(file)"), to: "\(node.dataFolder)/\(file)", mode: 0o600)
        }
        try LabFiles.removeTree(keptData)
        try await service(.start)
    }

    private func changeHostKey() async throws(LabError) {
        for suffix in ["", ".pub"] {
            try LabFiles.write(
                try LabFiles.read(node.hostKey + suffix), to: node.hostKey + suffix + ".kept", mode: 0o600)
        }
        try await lab.changeHostKey(node.name)
    }

    private func bringBackHostKey() async throws(LabError) {
        try await lab.stopServer(node.name)
        for suffix in ["", ".pub"] {
            let kept = node.hostKey + suffix + ".kept"
            try LabFiles.write(try LabFiles.read(kept), to: node.hostKey + suffix, mode: 0o600)
            try LabFiles.remove(kept)
        }
        try await lab.startServer(node.name)
    }
}

extension LabFault {
    /// What the node is told of this fault; nothing where it does not know of it.
    fileprivate func add(to faults: inout NodeFaults, peers: [LabNode]) {
        switch self {
        case .crashLoop: faults.crashAfter = 1
        case .slowStart: faults.startDelay = 5
        case .noStart: faults.refusesToStart = true
        case .partition:
            faults.severedPeers = peers.map(\.apiURL)
            faults.severedNodes = peers.map(\.name)
        case .packetDelay: faults.peerDelay = 400
        case .stuckHeight: faults.isStuck = true
        case .fork: faults.forks = true
        case .parityDrift: faults.divergence = 0.2
        case .fallback: faults.coreErrors = 0.2
        case .coreErrors: faults.coreErrors = 1
        case .errorRate: faults.errorRate = 0.25
        case .latency: faults.latency = 300
        case .memoryLeak: faults.leak = 16
        case .crash, .hang, .powerCut, .corruptStore, .restoredData, .serverDown, .serverHang, .hostKey, .clockSkew,
            .diskFull, .readOnlyDisk, .sudoRefused:
            break
        }
    }
}
