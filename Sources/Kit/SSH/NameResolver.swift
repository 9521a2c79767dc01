internal import Glibc
import Reactor
import Synchronization

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
        let answer = OneAnswer<Lookup>()
        let timer = reactor.schedule(at: deadline) { answer.give(.late) }
        defer { reactor.cancel(timer) }
        let lookup = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(continuation)
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
            }
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

/// The first of several answers, given to the one who waits.
private final class OneAnswer<Value: Sendable>: Sendable {
    private enum State {
        case nobody
        case waiting(CheckedContinuation<Value, Never>)
        case early(Value)
        case done
    }

    private let state = Mutex(State.nobody)

    func wait(_ continuation: CheckedContinuation<Value, Never>) {
        let early = state.withLock { state in
            guard case .early(let value) = state else {
                state = .waiting(continuation)
                return nil as Value?
            }
            state = .done
            return value
        }
        if let early { continuation.resume(returning: early) }
    }

    func give(_ value: Value) {
        let waiting = state.withLock { state in
            switch state {
            case .nobody: state = .early(value)
            case .waiting(let continuation):
                state = .done
                return continuation as CheckedContinuation<Value, Never>?
            case .early, .done: break
            }
            return nil
        }
        waiting?.resume(returning: value)
    }
}
