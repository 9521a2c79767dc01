public import Reactor
import Synchronization

/// How many connections may be on their way at the same time; shared by all that one program opens.
///
/// sshd drops connections beyond `MaxStartups` (10 by default) that have not authenticated yet, and Dropbear refuses more
/// than five of one address: pacing our own is cheaper than being dropped.
public final class SSHConnectionLimits: Sendable {
    /// To one server (address and port).
    public let perServer: Int
    /// Of the whole program.
    public let perProcess: Int
    /// What becomes of a connection that its server dropped before the user was named.
    public let retry: SSHRetry
    /// Name look-ups, each of which occupies a thread.
    public static let maximumLookups = 16

    private struct Server {
        var limit: ConcurrencyLimit
        /// Those inside and those waiting; the last to leave removes the entry.
        var users = 0
    }

    /// Its multiples fall as far from one another as any number's (Weyl).
    private static let goldenRatio = 0.618_033_988_749_894_9

    private let turns = Atomic<UInt64>(0)
    private let total: ConcurrencyLimit
    private let servers = Mutex<[String: Server]>([:])
    let lookups = ConcurrencyLimit(maximumLookups)

    public init(perServer: Int = 8, perProcess: Int = 256, retry: SSHRetry = .never) {
        self.retry = retry
        self.perServer = perServer
        self.perProcess = perProcess
        total = ConcurrencyLimit(perProcess)
    }

    /// A number from 0 up to 1, spread evenly over those that are asked for: so that many who were dropped at the same time
    /// do not come back at the same time.
    var spread: Double {
        let turn = turns.add(1, ordering: .relaxed).newValue
        return (Double(turn) * Self.goldenRatio).truncatingRemainder(dividingBy: 1)
    }

    /// Connects, once it is this one's turn at the server; nil when the task was cancelled before that.
    public func whenItsTurn<Connection>(
        at server: String, _ connect: () async throws(SSHError) -> Connection
    ) async throws(SSHError) -> Connection? {
        guard await enter(server) else { return nil }
        defer { leave(server) }
        return try await connect()
    }

    /// Connects, and does so again as `retry` has it when the server dropped the connection before it heard of the user.
    public func retrying<Connection>(
        on reactor: Reactor, _ connect: () async throws(SSHError) -> Connection
    ) async throws(SSHError) -> Connection {
        for turn in 0..<retry.times {
            do throws(SSHError) {
                return try await connect()
            } catch {
                guard let pause = retry.pause(after: error, turn: turn, spread: spread) else { throw error }
                await reactor.sleep(until: .now + pause)
                guard !Task.isCancelled else { throw error }
            }
        }
        return try await connect()
    }

    /// Waits for a place at the server, then for one of the program's. False when the task was cancelled meanwhile; true
    /// obliges the caller to `leave`.
    func enter(_ server: String) async -> Bool {
        let limit = servers.withLock { servers in
            servers[server, default: Server(limit: ConcurrencyLimit(perServer))].users += 1
            return servers[server]?.limit
        }
        guard let limit, await limit.acquire() else {
            forget(server)
            return false
        }
        guard await total.acquire() else {
            limit.release()
            forget(server)
            return false
        }
        return true
    }

    func leave(_ server: String) {
        total.release()
        servers.withLock { $0[server]?.limit }?.release()
        forget(server)
    }

    private func forget(_ server: String) {
        servers.withLock { servers in
            servers[server]?.users -= 1
            if servers[server]?.users == 0 { servers[server] = nil }
        }
    }
}
