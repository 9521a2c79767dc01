import Reactor
import SSH

/// Connects along routes. A bastion has one connection, which all hosts beyond it share; while its server is stuck with one
/// of them, the others get another.
actor Bastions {
    /// Connections to one bastion that a host may try before it gives up.
    static let maximumLanes = 4

    private typealias Connecting = Task<Result<SSHSession, SSHError>, Never>

    private let reactor: Reactor
    private let limits: SSHConnectionLimits
    private var lanes: [[SSHEndpoint]: Connecting] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    init(within limits: SSHConnectionLimits, on reactor: Reactor) {
        self.limits = limits
        self.reactor = reactor
    }

    func connect(_ route: HostRoute) async throws(SSHError) -> SSHSession {
        switch route.way {
        case .direct: return try await connect(route, via: .direct)
        case .command(let text): return try await connect(route, via: .command(["/bin/sh", "-c", "exec \(text)"]))
        case .jump(let bastion): return try await connect(route, beyond: bastion)
        }
    }

    /// Ends the connections to all bastions.
    func close() async {
        let open = lanes.values
        lanes = [:]
        for connecting in open {
            if case .success(let session) = await connecting.value { await session.close() }
        }
    }

    private func connect(_ route: HostRoute, beyond bastion: HostRoute) async throws(SSHError) -> SSHSession {
        for _ in 1..<Self.maximumLanes {
            do throws(SSHError) {
                return try await connect(route, via: .jump(try await lane(to: bastion, for: route)))
            } catch  where error.code == .hopBusy {
                continue
            }
        }
        return try await connect(route, via: .jump(try await lane(to: bastion, for: route)))
    }

    private func connect(_ route: HostRoute, via way: SSHRoute) async throws(SSHError) -> SSHSession {
        try await SSHSession.connect(
            to: route.endpoint, credentials: route.credentials, verifier: route.verifier, deadlines: route.deadlines,
            preferring: route.preferences, via: way, within: limits, on: reactor)
    }

    /// A connection to a bastion that takes on another host.
    private func lane(to bastion: HostRoute, for route: HostRoute) async throws(SSHError) -> SSHSession {
        let chain = bastion.chain
        if let kept = lanes[chain] {
            if case .success(let session) = await kept.value, await session.acceptsTunnels { return session }
            if lanes[chain] == kept { lanes[chain] = nil }
        }
        // Awaited by everybody who wants to go this way, the caller first.
        let connecting = lanes[chain] ?? Task { await open(bastion) }
        lanes[chain] = connecting
        do throws(SSHError) {
            return try await connecting.value.get()
        } catch {
            if lanes[chain] == connecting { lanes[chain] = nil }
            let host = "\(route.endpoint.displayName) via \(bastion.endpoint.displayName)"
            throw SSHError(error.code, .connect, host, "the bastion \(error)")
        }
    }

    private func open(_ bastion: HostRoute) async -> Result<SSHSession, SSHError> {
        do throws(SSHError) {
            return .success(try await connect(bastion))
        } catch {
            return .failure(error)
        }
    }
}
