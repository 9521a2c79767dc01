internal import Glibc

/// Looks at a port of a loopback address.
enum LoopbackPort {
    /// True when somebody accepts connections there.
    static func accepts(address: String, port: UInt16) -> Bool {
        unsafe attempt(address, port) { descriptor, pointer, length in unsafe connect(descriptor, pointer, length) == 0
        }
    }

    /// True when we could listen there.
    static func isFree(address: String, port: UInt16) -> Bool {
        unsafe attempt(address, port) { descriptor, pointer, length in
            var on: Int32 = 1
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            return unsafe bind(descriptor, pointer, length) == 0 && listen(descriptor, 1) == 0
        }
    }

    private static func attempt(
        _ address: String, _ port: UInt16, _ act: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &target.sin_addr) == 1 else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe act(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
