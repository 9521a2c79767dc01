import FleetModel
import OpenSSHProgram
import SSH
import Synchronization

/// Opens connections by the client that the rules choose, and remembers for the whole run which hosts need OpenSSH.
final class Engines: Sendable {
    struct Opened: Sendable {
        let connection: any SSHConnection
        let choice: EngineChoice
    }

    private struct State {
        var learned: [HostID: EngineChoice] = [:]
        var last: [HostID: EngineChoice] = [:]
        var program: OpenSSHProgram?
    }

    private let state = Mutex(State())

    /// The choice of the last connection to a host, or of the attempt at one.
    func choice(for host: HostID) -> EngineChoice? { state.withLock { $0.last[host] } }

    /// - Parameters:
    ///   - native: opens a connection by our own client.
    ///   - target: the same host for the `ssh` program.
    func open(
        _ host: HostID, _ facts: EngineFacts, target: OpenSSHTarget, deadlines: SSHDeadlines,
        native: () async throws(SSHError) -> SSHSession
    ) async throws(SSHError) -> Opened {
        let choice = state.withLock { $0.learned[host] } ?? EngineRules.choice(facts)
        note(choice, host)
        guard choice.engine == .native else { return try await openProgram(target, deadlines, choice) }
        do throws(SSHError) {
            return Opened(connection: try await native(), choice: choice)
        } catch {
            guard let second = EngineRules.choice(after: error, wish: facts.wish) else { throw error }
            state.withLock { $0.learned[host] = second }
            note(second, host)
            return try await openProgram(target, deadlines, second)
        }
    }

    /// Ends the masters of `ssh`; without this they end by themselves a minute later.
    func close() async {
        let program = state.withLock { $0.program }
        await program?.close()
    }

    private func openProgram(
        _ target: OpenSSHTarget, _ deadlines: SSHDeadlines, _ choice: EngineChoice
    ) async throws(SSHError) -> Opened {
        let program = try program(target)
        let connection = try await OpenSSHConnection.open(target, deadlines: deadlines, with: program)
        return Opened(connection: connection, choice: choice)
    }

    /// Made when the first host needs it.
    private func program(_ target: OpenSSHTarget) throws(SSHError) -> OpenSSHProgram {
        try state.withLock { (state) throws(SSHError) in
            if let made = state.program { return made }
            do {
                let made = try OpenSSHProgram()
                state.program = made
                return made
            } catch {
                throw SSHError(.system, .connect, target.displayName, "\(error)")
            }
        }
    }

    private func note(_ choice: EngineChoice, _ host: HostID) { state.withLock { $0.last[host] = choice } }
}
