import Glibc
import Synchronization

/// A TCP server on 127.0.0.1 that answers each connection by a script, on threads of its own.
///
/// `serve` gets the head and body of one request and a way to send bytes; it returns whether the connection stays open.
final class LoopbackServer: Sendable {
    typealias Serve = @Sendable (Exchange) -> Bool

    let port: UInt16
    private let listener: Int32
    private let serve: Serve
    private let open = Mutex((connections: [Int32](), accepted: 0, isStopped: false))

    /// How many connections were accepted so far.
    var accepted: Int { open.withLock { $0.accepted } }

    init(_ serve: @escaping Serve) throws {
        (listener, port) = try Self.listen()
        self.serve = serve
        Self.detach { [self] in acceptAll() }
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Ends every connection; threads leave as their reads fail.
    func stop() {
        let connections = open.withLock { state in
            state.isStopped = true
            return state.connections
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    /// A port on which nobody listens, found by letting one go.
    static func unusedPort() throws -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    private static func listen() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw ServerError(systemError: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let isStopped = open.withLock { state in
                state.accepted += 1
                if !state.isStopped { state.connections.append(connection) }
                return state.isStopped
            }
            if isStopped { close(connection) } else { Self.detach { [self] in converse(connection) } }
        }
        close(listener)
    }

    private func converse(_ connection: Int32) {
        let exchange = Exchange(connection)
        while exchange.readRequest(), serve(exchange) {}
        open.withLock { state in state.connections.removeAll { $0 == connection } }
        close(connection)
    }

    private static func detach(_ body: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        if failure == 0 { pthread_detach(thread) } else { unsafe box.release() }
    }

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

struct ServerError: Error {
    let systemError: Int32
}

/// One connection as its server's script sees it.
final class Exchange {
    private let connection: Int32
    private var buffer: [UInt8] = []
    private(set) var head = ""
    private(set) var body: [UInt8] = []

    init(_ connection: Int32) { self.connection = connection }

    /// The path of the request line.
    var path: Substring { head.split(separator: " ").dropFirst().first ?? "" }

    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name.lowercased() + ": ") {
            return String(line.dropFirst(name.count + 2))
        }
        return nil
    }

    /// Sends everything; false when the peer is gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    connection, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send([UInt8](text.utf8)) }

    /// A complete answer.
    func answer(_ status: String, _ body: [UInt8]) {
        send("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\n\r\n")
        send(body)
    }

    /// Reads until the peer closes.
    func drain() { while receive() {} }

    /// Waits so long for the peer to go; true when it is still there.
    func staysOpen(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 0
    }

    fileprivate func readRequest() -> Bool {
        while true {
            if let end = buffer.firstRange(of: [13, 10, 13, 10]) {
                head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                buffer.removeSubrange(..<end.upperBound)
                break
            }
            guard receive() else { return false }
        }
        let length = header("Content-Length").flatMap { Int($0) } ?? 0
        while buffer.count < length { guard receive() else { return false } }
        body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return true
    }

    private func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
