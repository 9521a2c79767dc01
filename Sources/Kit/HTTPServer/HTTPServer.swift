internal import CMicroHTTPD
internal import Synchronization

/// An HTTP/1.1 server on one address and port: libmicrohttpd with one thread of its own, behind one closure.
///
/// It serves until `stop()` or until it is given up. The handler runs on the server's thread, one request at a time:
/// it must not wait for anything, and whatever it touches must be safe to touch from there.
public final class HTTPServer: Sendable {
    /// Answers one request.
    public typealias Handler = @Sendable (HTTPServerRequest) -> HTTPServerResponse

    /// The library's handle and what its callbacks point at, released together.
    @safe private struct Running {
        let daemon: OpaquePointer
        let context: Unmanaged<ServerContext>
    }

    private let running: Mutex<Running?>

    /// The port it listens on; the one the system chose when 0 was asked for.
    public let port: UInt16

    /// Binds, listens and serves at once.
    ///
    /// - Parameters:
    ///   - address: a numeric IPv4 or IPv6 address.
    ///   - port: a TCP port, or 0 for one of the system's choice.
    public init(
        address: String, port: UInt16, limits: HTTPServerLimits = HTTPServerLimits(), handler: @escaping Handler
    ) throws(HTTPServerError) {
        let socket = try ListeningSocket.open(address: address, port: port)
        let context = unsafe Unmanaged.passRetained(ServerContext(handler: handler, limits: limits))
        let options = cj_mhd_options(
            listening_socket: socket.descriptor, connections: limits.connections,
            connections_per_address: limits.connectionsPerAddress, idle_seconds: limits.idleSeconds,
            connection_memory: limits.connectionMemory)
        guard let daemon = unsafe cj_mhd_start(options, Exchange.receive, Exchange.finish, context.toOpaque()) else {
            unsafe context.release()
            throw HTTPServerError(code: .startFailed, message: "the HTTP server's thread did not start")
        }
        self.port = socket.port
        running = unsafe Mutex(Running(daemon: daemon, context: context))
    }

    deinit { stop() }

    /// Closes the socket and every connection, and returns when the server's thread has ended. Safe to call twice;
    /// never from the handler.
    public func stop() {
        let taken = running.withLock { state in
            defer { state = nil }
            return state
        }
        guard let taken else { return }
        unsafe MHD_stop_daemon(taken.daemon)
        unsafe taken.context.release()
    }
}
