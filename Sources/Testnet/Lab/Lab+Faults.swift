internal import Files

extension Lab {
    /// Ends a node's SSH server and its connections at once. What was started over them goes on, and so does the
    /// service: the node cannot be reached any more, that is all.
    public func stopServer(_ name: String) async throws(LabError) {
        let node = try description().node(name)
        if node.kind == .systemd { try await machine(of: node).run(["systemctl", "stop", "ssh.service"]) }
        _ = try await processes.end(.sudden) {
            $0.node == node.name && ($0.kind == .sshListener || $0.kind == .sshSession)
        }
    }

    /// Starts a node's SSH server again, and returns when it accepts connections.
    public func startServer(_ name: String) async throws(LabError) {
        let node = try description().node(name)
        switch node.kind {
        case .loopback: try server(of: node).start()
        case .systemd: try await machine(of: node).run(["systemctl", "start", "ssh.service"])
        }
        try await Readiness(reactor: reactor).ofServer(node)
    }

    /// Ends everything that runs on a node at once, as a power cut does.
    public func cutPower(_ name: String) async throws(LabError) {
        let node = try description().node(name)
        _ = try await processes.end(.sudden) { $0.node == node.name }
    }

    /// Starts what starts with a machine: the SSH server and the service.
    public func boot(_ name: String) async throws(LabError) {
        let node = try description().node(name)
        if node.kind == .systemd {
            // Its systemd starts them.
            try machine(of: node).start()
            return try await Readiness(reactor: reactor).ofServer(node)
        }
        try await startServer(name)
        try await NodeService(lab: self, node: node).perform(.start)
    }

    /// Gives a node another host key, which `known_hosts` does not know, as a reinstalled machine has one.
    public func changeHostKey(_ name: String) async throws(LabError) {
        let node = try description().node(name)
        try await stopServer(name)
        try await SSHKey.make(at: node.hostKey)
        try await startServer(name)
    }

    func server(of node: LabNode) throws(LabError) -> SSHServer {
        SSHServer(
            node: node, processes: processes, program: try Program.path(of: "sshd", package: "openssh-server"))
    }

    func machine(of node: LabNode) -> Machine {
        Machine(node: node, layout: layout, processes: processes, tree: MachineTree(reactor: reactor).path)
    }
}
