import Files
import Glibc
import Reactor
import Synchronization

/// Something behind an agent's socket that is none: it treats each connection by a script and then hangs up.
final class HostileAgent: Sendable {
    let socket: String
    private let folder: TemporaryDirectory
    private let listener: Int32

    init(_ serve: @escaping @Sendable (_ connection: Int32) -> Void) throws {
        folder = try TemporaryDirectory(prefix: "hostile-agent-")
        socket = folder.file("socket")
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(socket.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isListening = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
            }
        }
        guard isListening else { throw Failure() }
        listener = descriptor
        try DetachedThread.start(named: "hostile-agent") {
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                serve(connection)
                close(connection)
            }
            close(descriptor)
        }
    }

    struct Failure: Error {}

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Reads a question of five bytes: how long it is, and its kind. False when the other side hung up.
    static func readListRequest(_ connection: Int32) -> Bool {
        var request = [UInt8](repeating: 0, count: 5)
        return unsafe recv(connection, &request, request.count, Int32(MSG_WAITALL)) == request.count
    }

    /// Reads a question of any length. False when the other side hung up.
    static func readRequest(_ connection: Int32) -> Bool {
        var header = [UInt8](repeating: 0, count: 4)
        guard unsafe recv(connection, &header, header.count, Int32(MSG_WAITALL)) == header.count else { return false }
        var request = [UInt8](repeating: 0, count: Int(header[2]) << 8 | Int(header[3]))
        return unsafe recv(connection, &request, request.count, Int32(MSG_WAITALL)) == request.count
    }

    /// Sends what it can; the other side may be gone.
    static func send(_ bytes: [UInt8], to connection: Int32) {
        _ = unsafe Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Waits until the other side hangs up.
    static func hang(_ connection: Int32) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while unsafe recv(connection, &chunk, chunk.count, 0) > 0 {}
    }
}
