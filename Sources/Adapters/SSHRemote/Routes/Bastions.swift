import Reactor
import SSH

/// Connects along routes. The hosts beyond a bastion share its connections.
///
/// One carries any number of hosts, for sshd counts sessions (MaxSessions) and not tunnels. But libssh2 opens one channel at
/// a time, and each opening takes a journey to the bastion and on to the host: where many hosts are connected to at the same
/// time, there are several. While a bastion's server is stuck with one of them, the others go over another connection.
actor Bastions {
    /// Connections to one bastion.
    static let maximumLanes = 8
    /// Hosts that one of them connects to at the same time, as long as there may be another.
    static let hostsPerLane = 16
    /// Connections that a host may try before it gives up: each lane, and then some.
    private static let maximumAttempts = maximumLanes + 4

    private typealias Connecting = Task<Result<SSHSession, SSHError>, Never>

    /// One connection to a bastion, touched by this actor only.
    private final class Lane {
        let connecting: Connecting
        /// Hosts that are being connected to over it.
        var load = 0
        /// Whether it carries no further host.
        var isOut = false

        init(_ connecting: Connecting) { self.connecting = connecting }
    }

    private let reactor: Reactor
    private let limits: SSHConnectionLimits
    private var lanes: [[SSHEndpoint]: [Lane]] = [:]

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

    /// Gives up those bastions that are still being connected to; the open ones stay.
    func cancelOpening() {
        for lane in lanes.values.joined() { lane.connecting.cancel() }
    }

    /// Ends the connections to all bastions.
    func close() async {
        let open = lanes.values.flatMap { $0.map(\.connecting) }
        lanes = [:]
        for connecting in open {
            if case .success(let session) = await connecting.value { await session.close() }
        }
    }

    private func connect(_ route: HostRoute, beyond bastion: HostRoute) async throws(SSHError) -> SSHSession {
        for _ in 1..<Self.maximumAttempts {
            do throws(SSHError) {
                return try await connectOnce(route, beyond: bastion)
            } catch  where error.code == .hopBusy {
                continue
            }
        }
        return try await connectOnce(route, beyond: bastion)
    }

    private func connectOnce(_ route: HostRoute, beyond bastion: HostRoute) async throws(SSHError) -> SSHSession {
        // Without a pause between the choice and the count, or all who come at once would choose the same.
        let lane = lane(to: bastion)
        lane.load += 1
        defer { lane.load -= 1 }
        return try await connect(route, via: .jump(try await session(of: lane, to: bastion, for: route)))
    }

    private func connect(_ route: HostRoute, via way: SSHRoute) async throws(SSHError) -> SSHSession {
        try await SSHSession.connect(
            to: route.endpoint, credentials: route.credentials, verifier: route.verifier, deadlines: route.deadlines,
            preferring: route.preferences, via: way, within: limits, on: reactor)
    }

    /// The connection with the fewest hosts under way; a new one where it has many and there may be more.
    private func lane(to bastion: HostRoute) -> Lane {
        let chain = bastion.chain
        let kept = (lanes[chain] ?? []).filter { !$0.isOut }
        if let least = kept.min(by: { $0.load < $1.load }),
            least.load < Self.hostsPerLane || kept.count >= Self.maximumLanes
        {
            lanes[chain] = kept
            return least
        }
        // Awaited by everybody who wants to go this way, the caller first.
        let made = Lane(Task { await open(bastion) })
        lanes[chain] = kept + [made]
        return made
    }

    private func session(
        of lane: Lane, to bastion: HostRoute, for route: HostRoute
    ) async throws(SSHError) -> SSHSession {
        do throws(SSHError) {
            let session = try await lane.connecting.value.get()
            if await session.acceptsTunnels { return session }
        } catch {
            lane.isOut = true
            let host = "\(route.endpoint.displayName) via \(bastion.endpoint.displayName)"
            throw SSHError(error.code, .connect, host, "the bastion \(error)")
        }
        lane.isOut = true
        throw SSHError(.hopBusy, .connect, route.endpoint.displayName, "the bastion is busy with another host")
    }

    private func open(_ bastion: HostRoute) async -> Result<SSHSession, SSHError> {
        do throws(SSHError) {
            return .success(try await connect(bastion))
        } catch {
            return .failure(error)
        }
    }
}
