import Glibc
import Reactor
import Synchronization

/// A TCP server on 127.0.0.1 that treats each connection by a script and then closes it.
public final class RawServer: Sendable {
    public let port: UInt16
    private let listener: Int32
    private let open = Mutex((connections: Set<Int32>(), isStopped: false))

    public init(_ serve: @escaping @Sendable (RawConnection) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        (listener, port) = (descriptor, UInt16(bigEndian: address.sin_port))
        try DetachedThread.start(named: "raw-server") { [self] in acceptAll(serve) }
    }

    public struct Failure: Error {}

    /// How many connections are open now.
    public var connectionCount: Int { open.withLock { $0.connections.count } }

    /// Closes the port and every connection.
    public func stop() {
        let connections = open.withLock { state in
            state.isStopped = true
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func acceptAll(_ serve: @escaping @Sendable (RawConnection) -> Void) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let isStopped = open.withLock { state in
                if !state.isStopped { state.connections.insert(connection) }
                return state.isStopped
            }
            guard !isStopped else {
                close(connection)
                continue
            }
            try? DetachedThread.start(named: "raw-connection") { [self] in
                serve(RawConnection(descriptor: connection))
                open.withLock { _ = $0.connections.remove(connection) }
                close(connection)
            }
        }
        close(listener)
    }
}

public struct RawConnection: Sendable {
    public let descriptor: Int32

    public init(descriptor: Int32) { self.descriptor = descriptor }

    /// Sends everything; false when the peer is gone.
    @discardableResult
    public func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Reads until the peer closes.
    public func drain() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while unsafe recv(descriptor, &chunk, chunk.count, 0) > 0 {}
    }
}
