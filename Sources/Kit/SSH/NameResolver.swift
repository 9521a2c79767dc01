internal import Glibc
import Reactor

/// Turns a host's name into addresses. Numbers are read at once; a name is looked up on a thread of its own, since
/// getaddrinfo(3) blocks for as long as the network lets it.
struct NameResolver {
    /// More addresses of one name are not tried.
    static let maximumAddresses = 4

    let reactor: Reactor
    let lookups: ConcurrencyLimit

    func resolve(_ endpoint: SSHEndpoint, until deadline: ContinuousClock.Instant) async throws(SSHError)
        -> [SocketAddress]
    {
        let (name, port) = (endpoint.address, endpoint.port)
        if case .success(let addresses) = Self.lookUp(name, port, flags: AI_NUMERICHOST) { return addresses }
        func failure(_ code: SSHError.Code, _ reason: String) -> SSHError {
            SSHError(code, .resolve, endpoint.displayName, reason)
        }
        guard await lookups.acquire() else { throw failure(.cancelled, "cancelled") }
        let answer = FirstAnswer<Lookup>()
        let timer = reactor.schedule(at: deadline) { answer.give(.late) }
        defer { reactor.cancel(timer) }
        let lookup = await withTaskCancellationHandler {
            do throws(ReactorError) {
                // The thread keeps its place until the look-up returns, even when nobody waits for it any more.
                try DetachedThread.start(named: "resolver") {
                    answer.give(Self.lookUp(name, port, flags: 0))
                    lookups.release()
                }
            } catch {
                lookups.release()
                answer.give(.noThread(error.description))
            }
            return await answer.wait()
        } onCancel: {
            answer.give(.cancelled)
        }
        switch lookup {
        case .success(let addresses): return addresses
        case .failed(let reason): throw failure(.resolve, reason)
        case .late: throw failure(.timedOut, "the look-up took too long")
        case .cancelled: throw failure(.cancelled, "cancelled")
        case .noThread(let reason): throw failure(.system, reason)
        }
    }

    private enum Lookup: Sendable {
        case success([SocketAddress])
        case failed(String)
        case late
        case cancelled
        case noThread(String)
    }

    private static func lookUp(_ name: String, _ port: UInt16, flags: Int32) -> Lookup {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = flags | AI_NUMERICSERV
        var results: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, String(port), &hints, &results)
        guard code == 0 else { return .failed(unsafe String(cString: gai_strerror(code))) }
        defer { unsafe freeaddrinfo(results) }
        var addresses: [SocketAddress] = []
        var next = unsafe results
        while let result = unsafe next, addresses.count < maximumAddresses {
            if let address = unsafe SocketAddress(result.pointee, port: port) { addresses.append(address) }
            unsafe next = result.pointee.ai_next
        }
        return addresses.isEmpty ? .failed("the name has no address") : .success(addresses)
    }
}
