internal import CSSH2
internal import Glibc
import Reactor
import SSHKeys

/// Owns a session of libssh2 and its socket; each method is one non-blocking call.
///
/// Touched on the reactor's thread only. `@safe`: the session is freed and the socket closed once, in `deinit`; the
/// counters that libssh2's callbacks write to, and the note of where its memory lies, live as long as this object.
@safe final class Transport {
    /// A call that would have to wait answers so (libssh2's EAGAIN) and is repeated.
    static let again = Int(LIBSSH2_ERROR_EAGAIN)

    /// What a server may send before its host key is verified, in bytes: banner, key exchange, and idle chatter.
    private static let handshakeByteLimit: UInt64 = 256 * 1024
    /// Attempts to free a session whose socket is shut down; one suffices unless libssh2 changes its mind.
    private static let freeAttempts = 100

    /// What the waits of the session are known by; the socket, unless a tunnel carries it.
    let descriptor: Int32
    private let carrier: Carrier
    let session: OpaquePointer
    let traffic: UnsafeMutablePointer<cssh2_traffic>

    /// Process-wide tables of libssh2, set up before the first session of any thread.
    private static let isReady = libssh2_init(0) == 0

    /// Takes over what carries the session; it is closed even when this fails.
    init?(takingOver carrier: Carrier) {
        self.carrier = carrier
        descriptor = carrier.descriptor
        unsafe traffic = .allocate(capacity: 1)
        unsafe traffic.initialize(to: carrier.traffic(limit: Self.handshakeByteLimit))
        guard Self.isReady, let session = unsafe cssh2_session(traffic) else {
            unsafe traffic.deallocate()
            carrier.close()
            return nil
        }
        unsafe self.session = session
    }

    /// Shuts the socket down first: with a live channel, freeing would wait for the peer for ever.
    deinit {
        carrier.stop()
        for _ in 0..<Self.freeAttempts where unsafe libssh2_session_free(session) != LIBSSH2_ERROR_EAGAIN { break }
        carrier.close()
        unsafe traffic.deallocate()
    }

    // MARK: - What carries it

    /// What to ask of the kernel to learn that a direction is ready: a tunnel is not the kernel's, its other side wakes.
    func waits(for interest: Readiness) -> Readiness { carrier.isSocket ? interest : [] }

    /// Why what carries the session does so no more, when it has said so.
    var carrierTrouble: String? { carrier.trouble }

    /// Whether the carrier will never say more of its trouble than it has.
    var isCarrierSettled: Bool { carrier.isSettled }

    // MARK: - What libssh2 knows

    /// Which way the last call that answered `again` has to wait; writing means that part of a packet is still to be sent.
    var blockedDirections: Readiness {
        let directions = unsafe libssh2_session_block_directions(session)
        var readiness: Readiness = []
        if directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 { readiness.insert(.read) }
        if directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 { readiness.insert(.write) }
        return readiness
    }

    /// Bytes received so far; when it has grown, any channel may have something new.
    var receivedBytes: UInt64 { unsafe traffic.pointee.received }

    var isAtEnd: Bool { unsafe traffic.pointee.is_at_end != 0 }

    /// True when the connection ended before the server's identification was complete, and what came of it was one.
    var isCutInBanner: Bool { unsafe traffic.pointee.is_at_end != 0 && traffic.pointee.is_foreign == 0 }

    /// True when the server sent more before the end of the handshake than any does.
    var hasExceededHandshakeLimit: Bool { unsafe traffic.pointee.received >= traffic.pointee.limit }

    /// The server's identification, `SSH-2.0-…`; nil before it has come.
    var banner: String? {
        guard let text = unsafe libssh2_session_banner_get(session) else { return nil }
        let banner = unsafe String(cString: text)
        return banner.hasPrefix("SSH-") ? banner : nil
    }

    /// What a server said in place of its identification.
    var refusal: ServerRefusal? {
        guard let text = unsafe libssh2_session_banner_get(session) else { return nil }
        return ServerRefusal(said: unsafe String(cString: text))
    }

    /// libssh2's words on the last error.
    var errorMessage: String {
        var text: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        unsafe libssh2_session_last_error(session, &text, &length, 0)
        return unsafe text.map { unsafe String(cString: $0) } ?? "no reason given"
    }

    var errorCode: Int { Int(unsafe libssh2_session_last_errno(session)) }

    // MARK: - Before authentication

    /// Restricts the session to `Algorithms`; the key types that are known for the host come first.
    ///
    /// False when libssh2 takes nothing of a list: it would silently go on with its defaults.
    func restrict(to algorithms: Algorithms) -> Bool {
        algorithms.preferences.allSatisfy { kind, list in
            guard !list.isEmpty else { return false }
            return unsafe libssh2_session_method_pref(session, kind, list) == 0
        }
    }

    func handshake() -> Int { Int(unsafe libssh2_session_handshake(session, descriptor)) }

    /// From here on the server is known and may send what it likes.
    func liftHandshakeLimit() { unsafe traffic.pointee.limit = .max }

    var hostKey: HostKey? {
        var length = 0
        var type: Int32 = 0
        guard let bytes = unsafe libssh2_session_hostkey(session, &length, &type) else { return nil }
        return HostKey(blob: unsafe Array(UnsafeRawBufferPointer(start: bytes, count: length)))
    }

    // MARK: - Channels

    /// Opens a session channel; nil with `errorCode` set, `again` included.
    func openChannel(window: UInt32) -> Channel? {
        let kind = "session"
        let channel = unsafe libssh2_channel_open_ex(
            session, kind, UInt32(kind.utf8.count), window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT), nil, 0)
        return unsafe channel.map { unsafe Channel($0, of: session) }
    }

    /// Opens a channel that the server connects to another (RFC 4254 §7.2); nil with `errorCode` set, `again` included.
    func openTunnel(to address: String, port: UInt16, window: UInt32) -> Channel? {
        let kind = "direct-tcpip"
        var request = WireWriter()
        request.writeString(address.utf8)
        request.write(UInt32(port))
        request.writeString("127.0.0.1".utf8)
        request.write(0)
        let channel = unsafe request.bytes.withUnsafeBytes { bytes in
            unsafe libssh2_channel_open_ex(
                session, kind, UInt32(kind.utf8.count), window, UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT),
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(bytes.count))
        }
        return unsafe channel.map { unsafe Channel($0, of: session) }
    }

    /// Says goodbye, if that can be done at once.
    func disconnect() {
        _ = unsafe libssh2_session_disconnect_ex(session, SSH_DISCONNECT_BY_APPLICATION, "done", "")
    }
}
