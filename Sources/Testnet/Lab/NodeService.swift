internal import Reactor

/// The service of one node, whatever manages it.
struct NodeService: Sendable {
    let lab: Lab
    let node: LabNode

    /// What is asked of a manager.
    enum Action: String {
        case start, stop, restart
    }

    /// Returns when the manager says that it is done; that a started program goes on running is not said.
    func perform(_ action: Action) async throws(LabError) {
        switch node.kind {
        case .loopback: try await Program.run(["sh", node.serviceScript, action.rawValue])
        case .systemd: try await lab.machine(of: node).run(["systemctl", action.rawValue, TreeRecipe.unit])
        }
    }

    /// The last lines of its log.
    func log(lines: Int) async throws(LabError) -> [String] {
        let text =
            switch node.kind {
            case .loopback: String(decoding: try LabFiles.read(node.logFile), as: UTF8.self)
            case .systemd:
                try await lab.machine(of: node).run([
                    "journalctl", "--no-pager", "--quiet", "--output=cat", "--unit=\(TreeRecipe.unit)",
                    "--lines=\(lines)",
                ])
            }
        return text.split(separator: "\n").suffix(lines).map { String($0) }
    }
}
