internal import Glibc

/// A TCP socket that listens, opened before the library sees it so that a refusal keeps its reason.
struct ListeningSocket {
    let descriptor: Int32
    /// The port it got, which is the one asked for unless that was 0.
    let port: UInt16

    /// Connections that may wait to be accepted.
    private static let backlog: Int32 = 256

    static func open(address: String, port: UInt16) throws(HTTPServerError) -> ListeningSocket {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(address, String(port), &hints, &list) == 0, let found = unsafe list else {
            throw HTTPServerError(code: .addressInvalid, message: "'\(address)' is no numeric IP address to listen on")
        }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(
            found.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw refusal("open a socket for", address, port) }
        // A restarted server must not wait for old connections to time out.
        var on: Int32 = 1
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) == 0,
            unsafe bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
            listen(descriptor, backlog) == 0,
            let bound = boundPort(of: descriptor)
        else {
            let error = refusal("listen on", address, port)
            _ = Glibc.close(descriptor)
            throw error
        }
        return ListeningSocket(descriptor: descriptor, port: bound)
    }

    private static func boundPort(of descriptor: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe getsockname(
                descriptor, UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { return nil }
        // The port stands at the same place in sockaddr_in and sockaddr_in6: after the family (RFC 3493 §3.3).
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            unsafe UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    private static func refusal(_ act: String, _ address: String, _ port: UInt16) -> HTTPServerError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return HTTPServerError(
            code: number == EADDRINUSE ? .addressInUse : .socketRefused,
            message: "cannot \(act) \(address) port \(port): \(reason)")
    }
}
