internal import Reactor

/// Waits for what was started to do its work.
struct Readiness: Sendable {
    let reactor: Reactor

    /// Time that a server has to listen.
    private static let serverPatience = Duration.seconds(10)
    /// Time that a node has to say that it is healthy: the first blocks must have been made.
    private static let nodePatience = Duration.seconds(30)
    /// Pause between looks.
    private static let pause = Duration.milliseconds(50)

    /// Returns when the node's SSH server accepts connections.
    func ofServer(_ node: LabNode) async throws(LabError) {
        let deadline = ContinuousClock.now + Self.serverPatience
        while !LoopbackPort.accepts(address: node.address, port: node.ports.ssh) {
            guard ContinuousClock.now < deadline else {
                throw LabError(.notReady, "sshd of \(node.name) does not listen; it says: \(lastLine(node.serverLog))")
            }
            await reactor.sleep(until: .now + Self.pause)
        }
    }

    /// Returns when the node says that it is healthy.
    func ofNode(_ node: LabNode, probe: LabProbe) async throws(LabError) {
        let deadline = ContinuousClock.now + Self.nodePatience
        while let complaint = await probe.complaint(of: node) {
            guard ContinuousClock.now < deadline else {
                throw LabError(
                    .notReady, "\(node.name) is not healthy: \(complaint); its log ends: \(lastLine(node.logFile))")
            }
            await reactor.sleep(until: .now + Self.pause)
        }
    }

    private func lastLine(_ path: String) -> String {
        let text = String(decoding: (try? LabFiles.read(path)) ?? [], as: UTF8.self)
        return text.split(separator: "\n").last.map { String($0) } ?? "nothing"
    }
}
