internal import Glibc

/// A numeric address and port, as the kernel takes it.
struct SocketAddress: Sendable, Hashable {
    let family: Int32
    private let bytes: [UInt8]
    /// `address:port` in numbers.
    let text: String

    /// Copies one result of getaddrinfo(3).
    @unsafe init?(_ result: addrinfo, port: UInt16) {
        guard let address = unsafe result.ai_addr else { return nil }
        family = unsafe result.ai_family
        bytes = unsafe Array(UnsafeRawBufferPointer(start: address, count: Int(result.ai_addrlen)))
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = unsafe getnameinfo(
            address, result.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
        guard failure == 0 else { return nil }
        text = "\(String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)):\(port)"
    }

    /// Starts connecting; returns 0 or `errno`, `EINPROGRESS` as a rule.
    func connect(_ descriptor: Int32) -> Int32 {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return EINVAL }
            let address = unsafe start.assumingMemoryBound(to: sockaddr.self)
            return unsafe Glibc.connect(descriptor, address, socklen_t(bytes.count)) == 0 ? 0 : errno
        }
    }
}
