import FleetModel
import OpenSSHProgram
import Reactor
import SSH
import SSHAgent
import SSHKeys
import Secrets
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
    private let limits: SSHConnectionLimits
    private let person: TerminalPerson.Presence
    private let vault: SSHKeyVault
    /// Where the `ssh` program is.
    private let path: String
    private let reactor: Reactor

    /// - Parameters:
    ///   - person: at whose terminal `ssh` asks what ssh_config has it ask.
    ///   - vault: opens keys that have a passphrase, which `ssh` by itself would ask for once for each host.
    init(
        within limits: SSHConnectionLimits, person: TerminalPerson.Presence, vault: SSHKeyVault, path: String,
        on reactor: Reactor
    ) {
        self.person = person
        self.vault = vault
        self.path = path
        self.limits = limits
        self.reactor = reactor
    }

    /// The choice of the last connection to a host, or of the attempt at one.
    func choice(for host: HostID) -> EngineChoice? { state.withLock { $0.last[host] } }

    /// - Parameters:
    ///   - native: opens a connection by our own client.
    ///   - target: the same host for the `ssh` program.
    ///   - route: the way there, for its deadlines and for whom it burdens.
    func open(
        _ host: HostID, _ facts: EngineFacts, target: OpenSSHTarget, route: HostRoute,
        native: () async throws(SSHError) -> SSHSession
    ) async throws(SSHError) -> Opened {
        let choice = state.withLock { $0.learned[host] } ?? EngineRules.choice(facts)
        note(choice, host)
        guard choice.engine == .native else { return try await openProgram(target, route, choice) }
        do throws(SSHError) {
            return Opened(connection: try await native(), choice: choice)
        } catch {
            guard let second = EngineRules.choice(after: error, wish: facts.wish) else { throw error }
            state.withLock { $0.learned[host] = second }
            note(second, host)
            return try await openProgram(target, route, second)
        }
    }

    /// Ends the masters of `ssh`; without this they end by themselves a minute later.
    func close() async {
        let program = state.withLock { $0.program }
        await program?.close()
    }

    private func openProgram(
        _ target: OpenSSHTarget, _ route: HostRoute, _ choice: EngineChoice
    ) async throws(SSHError) -> Opened {
        let program = try program(target)
        do throws(SSHError) {
            return Opened(connection: try await openMaster(target, route, program), choice: choice)
        } catch {
            if let opened = try await openWithKeys(target, route, program, after: error) {
                return Opened(connection: opened, choice: choice)
            }
            guard case .here(let person) = person, let asking = target.asking(route, after: error) else {
                throw Self.explained(error, route)
            }
            let opened = try await person.whileAnotherAsks { () async throws(SSHError) in
                try await OpenSSHConnection.open(asking, deadlines: route.deadlines, with: program)
            }
            guard let opened else { throw error }
            return Opened(connection: opened, choice: choice)
        }
    }

    /// With the keys that cannot be used: `ssh` says nothing of them and goes on without.
    private static func explained(_ error: SSHError, _ route: HostRoute) -> SSHError {
        let keys = route.credentials.unusable.filter { $0.code != .needsOpenSSH }.map(\.description)
        guard error.code == .authenticationRefused, !keys.isEmpty else { return error }
        return SSHError(error.code, error.stage, error.host, ([error.reason] + keys).joined(separator: "; "))
    }

    /// Once more with keys that have a passphrase, one after the other; nil when there are none that help.
    private func openWithKeys(
        _ target: OpenSSHTarget, _ route: HostRoute, _ program: OpenSSHProgram, after error: SSHError
    ) async throws(SSHError) -> OpenSSHConnection? {
        guard error.code == .authenticationRefused else { return nil }
        for key in route.credentials.identities.compactMap({ $0 as? SSHEncryptedIdentity }) {
            var target = target
            do throws(SSHKeyError) {
                target.settings["identityagent"] = try await vault.socket(holding: key.source, publicKey: key.publicKey)
            } catch {
                throw SSHError(error)
            }
            do throws(SSHError) {
                return try await openMaster(target, route, program)
            } catch {
                guard error.code == .authenticationRefused else { throw error }
            }
        }
        return nil
    }

    private func openMaster(
        _ target: OpenSSHTarget, _ route: HostRoute, _ program: OpenSSHProgram
    ) async throws(SSHError) -> OpenSSHConnection {
        // A master goes over bastions of its own, so that the first server on the way is the one to be spared.
        let first = route.chain.first ?? route.endpoint
        let opened = try await limits.retrying(on: reactor) { () async throws(SSHError) in
            try await limits.whenItsTurn(at: "\(first.address):\(first.port)") { () async throws(SSHError) in
                try await OpenSSHConnection.open(target, deadlines: route.deadlines, with: program)
            }
        }
        guard let opened else { throw SSHError(.cancelled, .connect, target.displayName, "cancelled") }
        return opened
    }

    /// Made when the first host needs it.
    private func program(_ target: OpenSSHTarget) throws(SSHError) -> OpenSSHProgram {
        try state.withLock { (state) throws(SSHError) in
            if let made = state.program { return made }
            do {
                let made = try OpenSSHProgram(path: path)
                state.program = made
                return made
            } catch {
                throw SSHError(.system, .connect, target.displayName, "\(error)")
            }
        }
    }

    private func note(_ choice: EngineChoice, _ host: HostID) { state.withLock { $0.last[host] = choice } }
}
