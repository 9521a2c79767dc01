internal import Reactor

extension Lab {
    /// Puts a fault on a node. It stays until it is healed, across restarts of the node and of whoever asked for it.
    public func inject(_ fault: LabFault, on name: String) async throws(LabError) {
        let description = try description()
        let node = try description.node(name)
        if let obstacle = fault.obstacle(on: node.kind) {
            throw LabError(
                .faultUnsupported,
                "\(fault.rawValue) is not to be had in a lab of kind \(node.kind.rawValue): \(obstacle) (lab up --kind systemd)"
            )
        }
        let record = FaultRecord(node: node)
        let present = try record.read()
        guard !present.contains(fault) else {
            throw LabError(.faultPresent, "\(name) has the fault \(fault.rawValue) already: cjctl lab heal \(name)")
        }
        try await FaultInjection(lab: self, node: node, description: description).inject(fault)
        try record.write(present + [fault])
    }

    /// Takes all faults from the nodes of these names, or from every node; says what was taken from which. An SSH server
    /// that somebody ended by hand is started again too.
    public func heal(_ names: [String] = []) async throws(LabError) -> [(node: String, fault: LabFault)] {
        let description = try description()
        var nodes: [LabNode] = []
        for name in names { nodes.append(try description.node(name)) }
        var healed: [(node: String, fault: LabFault)] = []
        for node in names.isEmpty ? description.nodes : nodes {
            let injection = FaultInjection(lab: self, node: node, description: description)
            var left = try FaultRecord(node: node).read()
            // The last one first: a power cut after a crash has to be undone before the crash.
            while let fault = left.popLast() {
                try await injection.heal(fault, keeping: left)
                try FaultRecord(node: node).write(left)
                healed.append((node.name, fault))
            }
            if try await startMissingServer(of: node) { healed.append((node.name, .serverDown)) }
        }
        return healed
    }

    /// True when the node runs without its SSH server, which listens now. A node that is wholly off is `boot`'s.
    private func startMissingServer(of node: LabNode) async throws(LabError) -> Bool {
        let running = try processes.all(of: node.name)
        guard !running.isEmpty, !running.contains(where: { $0.kind == .sshListener }) else { return false }
        try await startServer(node.name)
        return true
    }

    /// The faults that a node has, oldest first.
    public func faults(of name: String) throws(LabError) -> [LabFault] {
        try FaultRecord(node: try description().node(name)).read()
    }

    /// The last lines of a node's log.
    public func log(of name: String, lines: Int) async throws(LabError) -> [String] {
        try await NodeService(lab: self, node: try description().node(name)).log(lines: lines)
    }

    /// Waits, on the lab's own reactor.
    public func wait(_ duration: Duration) async { await reactor.sleep(until: .now + duration) }
}
