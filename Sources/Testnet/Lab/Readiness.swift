internal import Reactor

/// Waits for what was started to do its work.
struct Readiness: Sendable {
    let reactor: Reactor

    /// Time that a server has to listen.
    private static let serverPatience = Duration.seconds(10)
    /// Time that a machine has to boot as far as that.
    private static let bootPatience = Duration.seconds(60)
    /// Time that a node has to say that it is healthy: the first blocks must have been made.
    private static let nodePatience = Duration.seconds(30)
    /// Pause between looks.
    private static let pause = Duration.milliseconds(50)

    /// Returns when the node's SSH server accepts connections.
    func ofServer(_ node: LabNode) async throws(LabError) {
        let deadline = ContinuousClock.now + (node.kind == .systemd ? Self.bootPatience : Self.serverPatience)
        while !LoopbackPort.accepts(address: node.address, port: node.ports.ssh) {
            guard ContinuousClock.now < deadline else {
                let log = node.kind == .systemd ? node.machineLog : node.serverLog
                throw LabError(.notReady, "sshd of \(node.name) does not listen; \(log) ends: \(lastLine(log))")
            }
            await reactor.sleep(until: .now + Self.pause)
        }
    }

    /// Returns when the node says that it is healthy.
    func ofNode(_ node: LabNode, probe: LabProbe) async throws(LabError) {
        let deadline = ContinuousClock.now + Self.nodePatience
        while let complaint = await probe.complaint(of: node) {
            guard ContinuousClock.now < deadline else {
                let log = node.kind == .systemd ? node.machineLog : node.logFile
                throw LabError(
                    .notReady, "\(node.name) is not healthy: \(complaint); \(log) ends: \(lastLine(log))")
            }
            await reactor.sleep(until: .now + Self.pause)
        }
    }

    private func lastLine(_ path: String) -> String {
        let text = String(decoding: (try? LabFiles.read(path)) ?? [], as: UTF8.self)
        return text.split(separator: "\n").last.map { String($0) } ?? "nothing"
    }
}
