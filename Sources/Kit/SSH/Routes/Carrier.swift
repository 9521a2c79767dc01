internal import CSSH2
internal import Glibc
internal import Processes

/// What carries the bytes of a session.
enum Carrier {
    /// A connected, non-blocking socket.
    case socket(Int32)
    case tunnel(Tunnel)
    case program(ConnectedProcess)

    /// What the waits of the session are known by.
    var descriptor: Int32 {
        switch self {
        case .socket(let descriptor): descriptor
        case .tunnel(let tunnel): tunnel.descriptor
        case .program(let process): process.descriptor
        }
    }

    /// True when the kernel knows whether `descriptor` is ready.
    var isSocket: Bool {
        if case .tunnel = self { return false }
        return true
    }

    var trouble: String? {
        switch self {
        case .socket: nil
        case .tunnel(let tunnel): tunnel.trouble
        case .program(let process): process.epitaph.map { "the proxy command \($0)" }
        }
    }

    /// False as long as a program whose end is at hand has not been heard out.
    var isSettled: Bool {
        guard case .program(let process) = self else { return true }
        return process.epitaph != nil
    }

    /// From here on nothing more is carried, and whoever is at the other end is told.
    func stop() {
        switch self {
        case .socket(let descriptor): shutdown(descriptor, Int32(SHUT_RDWR))
        case .tunnel(let tunnel): tunnel.abandon()
        case .program(let process):
            shutdown(process.descriptor, Int32(SHUT_RDWR))
            process.end()
        }
    }

    func close() { _ = Glibc.close(descriptor) }

    /// What libssh2's callbacks are given; the tunnel must outlive it.
    @unsafe func traffic(limit: UInt64) -> cssh2_traffic {
        guard case .tunnel(let tunnel) = self else {
            return unsafe cssh2_traffic(
                received: 0, limit: limit, is_at_end: 0, is_foreign: 0, stream: nil, receive: nil, send: nil,
                answerer: nil, memory: nil, memory_length: 0)
        }
        return unsafe cssh2_traffic(
            received: 0, limit: limit, is_at_end: 0, is_foreign: 0, stream: Unmanaged.passUnretained(tunnel).toOpaque(),
            receive: { stream, buffer, length in
                guard let stream = unsafe stream else { return -Int(EBADF) }
                let tunnel = unsafe Unmanaged<Tunnel>.fromOpaque(stream).takeUnretainedValue()
                return unsafe tunnel.receive(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
            },
            send: { stream, buffer, length in
                guard let stream = unsafe stream else { return -Int(EBADF) }
                let tunnel = unsafe Unmanaged<Tunnel>.fromOpaque(stream).takeUnretainedValue()
                return unsafe tunnel.send(UnsafeRawBufferPointer(start: buffer, count: length))
            }, answerer: nil, memory: nil, memory_length: 0)
    }
}
