internal import Glibc
import Reactor
import Synchronization

/// What lies between a session and the channel of a bastion's session that carries it: bytes both ways.
///
/// The session's side puts in and takes out from within libssh2's callbacks; the bastion's side (`SSHSession+Tunnels`)
/// moves what lies here. Neither ever calls into the other's libssh2, so that each keeps its own rules. A full queue makes
/// its writer wait, up to the server's own window.
final class Tunnel: Sendable {
    /// How many bytes wait in each direction at most.
    static let queueLimit = 128 * 1024
    /// How many are delivered at a time, in bytes; with less room nothing is.
    static let pieceLength = 32 * 1024

    private struct State {
        var incoming = ByteQueue(limit: Tunnel.queueLimit)
        var outgoing = ByteQueue(limit: Tunnel.queueLimit)
        var isAtEnd = false
        var isAbandoned = false
        var trouble: String?
    }

    /// Kept open for the session at the far end.
    let bastion: SSHSession
    /// Never ready: what the waits of the session at the far end are known by.
    let descriptor: Int32
    private let reactor: Reactor
    private let bastionDescriptor: Int32
    private let state = Mutex(State())

    /// Nil without a descriptor.
    init?(through bastion: SSHSession, descriptor bastionDescriptor: Int32, on reactor: Reactor) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.bastion = bastion
        self.descriptor = descriptor
        self.bastionDescriptor = bastionDescriptor
        self.reactor = reactor
    }

    // MARK: - The session's side

    /// Takes out what has come; 0 at the end, or a negative `errno`.
    @unsafe func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, wasFull) = state.withLock { state in
            guard !state.incoming.isEmpty else { return (state.isAtEnd ? 0 : -Int(EAGAIN), false) }
            let count = min(buffer.count, state.incoming.count)
            unsafe buffer.copyBytes(from: state.incoming.content.prefix(count))
            let wasFull = state.incoming.room < Self.pieceLength
            state.incoming.removeFirst(count)
            return (count, wasFull)
        }
        if wasFull { reactor.wake(bastionDescriptor) }
        return count
    }

    /// Puts in what is to be sent, as far as there is room; returns how many bytes, or a negative `errno`.
    @unsafe func send(_ buffer: UnsafeRawBufferPointer) -> Int {
        let count = state.withLock { state in
            guard !state.isAtEnd, !state.isAbandoned else { return -Int(EPIPE) }
            guard state.outgoing.room > 0 else { return -Int(EAGAIN) }
            return unsafe state.outgoing.append(buffer)
        }
        if count > 0 { reactor.wake(bastionDescriptor) }
        return count
    }

    /// The session is gone; what it has put in is still sent.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
        reactor.wake(bastionDescriptor)
    }

    /// Why the bastion carries no more, when it has said so.
    var trouble: String? { state.withLock { $0.trouble } }

    // MARK: - The bastion's side

    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
    var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

    /// Bytes to be sent, oldest first.
    var outgoing: ArraySlice<UInt8> { state.withLock { $0.outgoing.content } }

    func noteSent(_ count: Int) {
        guard count > 0 else { return }
        let wasFull = state.withLock { state in
            let wasFull = state.outgoing.room == 0
            state.outgoing.removeFirst(count)
            return wasFull
        }
        if wasFull { reactor.wake(descriptor) }
    }

    var takesMore: Bool { state.withLock { !$0.isAtEnd && $0.incoming.room >= Self.pieceLength } }

    func deliver(_ bytes: ArraySlice<UInt8>) {
        let taken = state.withLock { $0.incoming.append(bytes) }
        precondition(taken == bytes.count, "the bastion asks for room first")
        reactor.wake(descriptor)
    }

    /// Nothing more comes, because the server has closed or, with a reason, because the bastion is lost.
    func end(because trouble: String? = nil) {
        state.withLock { state in
            state.isAtEnd = true
            state.trouble = state.trouble ?? trouble
        }
        reactor.wake(descriptor)
    }
}
