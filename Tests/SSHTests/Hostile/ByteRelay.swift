import Glibc
import LoopbackSSH
import Reactor
import Synchronization

/// Stands between a client and a real server and does to the bytes what bad networks and bad servers do.
final class ByteRelay: Sendable {
    /// What becomes of what the server sends.
    enum Fault: Sendable {
        case none
        /// After so many bytes both connections are closed.
        case cut(after: Int)
        /// After so many bytes nothing more goes through, and nothing is closed.
        case stall(after: Int)
        /// The byte at this place has all its bits turned over.
        case flip(at: Int)
        /// At most so many bytes at a time both ways, with buffers as small as the kernel makes them.
        case trickle(Int)
    }

    private final class Counter: Sendable {
        let passed = Atomic<Int>(0)
    }

    private let server: RawServer
    private let counter = Counter()

    var port: UInt16 { server.port }
    /// How many bytes of the server have gone through, of all connections together.
    var bytesFromServer: Int { counter.passed.load(ordering: .relaxed) }

    init(to target: LoopbackSSH, fault: Fault) throws {
        let (address, port, counter) = (target.address, target.port, counter)
        server = try RawServer { client in
            guard let upstream = Self.connect(to: address, port) else { return }
            Self.carry(client, upstream, fault, counter)
            close(upstream.descriptor)
        }
    }

    func stop() { server.stop() }

    private static func copy(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

    private static func carry(
        _ client: RawConnection, _ upstream: RawConnection, _ fault: Fault, _ counter: Counter
    ) {
        var piece = 16 * 1024
        if case .trickle(let size) = fault {
            piece = size
            for descriptor in [client.descriptor, upstream.descriptor] { shrinkBuffers(descriptor) }
        }
        let size = piece
        // The other direction ends with this one, for both sockets are shut down then. Its descriptors are its own: a
        // number that is closed here may be another socket's a moment later.
        let (source, sink) = (RawConnection(descriptor: copy(client.descriptor)), copy(upstream.descriptor))
        try? DetachedThread.start(named: "relay") {
            pump(from: source, to: RawConnection(descriptor: sink), piece: size) { $0 }
            shutdown(sink, Int32(SHUT_RDWR))
            close(sink)
            close(source.descriptor)
        }
        var count = 0
        pump(from: upstream, to: client, piece: size) { bytes in
            let treated = treat(bytes, from: count, fault)
            count += bytes.count
            counter.passed.add(treated?.count ?? 0, ordering: .relaxed)
            return treated
        }
        shutdown(upstream.descriptor, Int32(SHUT_RDWR))
        if case .stall = fault { client.drain() }
        shutdown(client.descriptor, Int32(SHUT_RDWR))
    }

    /// What goes on of the bytes that begin at `offset`; nil when that is the end of it.
    private static func treat(_ bytes: ArraySlice<UInt8>, from offset: Int, _ fault: Fault) -> ArraySlice<UInt8>? {
        switch fault {
        case .none, .trickle: return bytes
        case .cut(let limit), .stall(let limit):
            let rest = bytes.prefix(max(0, limit - offset))
            return rest.isEmpty ? nil : rest
        case .flip(let place):
            var flipped = bytes
            if (offset..<offset + bytes.count).contains(place) { flipped[bytes.startIndex + place - offset] ^= 0xFF }
            return flipped
        }
    }

    private static func pump(
        from source: RawConnection, to target: RawConnection, piece: Int,
        _ treat: (ArraySlice<UInt8>) -> ArraySlice<UInt8>?
    ) {
        var chunk = [UInt8](repeating: 0, count: piece)
        while true {
            let count = unsafe recv(source.descriptor, &chunk, chunk.count, 0)
            guard count > 0, let treated = treat(chunk[..<count]), target.send(Array(treated)) else { return }
        }
    }

    private static func shrinkBuffers(_ descriptor: Int32) {
        for option in [SO_SNDBUF, SO_RCVBUF] {
            var bytes: Int32 = 1024
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func connect(to address: String, _ port: UInt16) -> RawConnection? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &place.sin_addr) == 1 else { return nil }
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = unsafe withUnsafePointer(to: &place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, length) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return RawConnection(descriptor: descriptor)
    }
}
