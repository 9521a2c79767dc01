internal import CLinux
import Files
internal import Glibc
import Reactor

/// Opens TCP connections without blocking.
struct TCPConnector {
    let reactor: Reactor
    let host: String
    var keepAlive = SSHPreferences.KeepAlive.standard
    /// Size of the kernel's send buffer in bytes; nil leaves it to the kernel.
    var sendBuffer: Int32?

    /// Tries the addresses in order; what is left of the time is shared among those not yet tried.
    func connect(
        to addresses: [SocketAddress], until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Int32 {
        var last = SSHError(.resolve, .connect, host, "the name has no address")
        for (index, address) in addresses.enumerated() {
            let remaining = ContinuousClock.now.duration(to: deadline) / (addresses.count - index)
            do throws(SSHError) {
                return try await connect(to: address, until: .now + remaining)
            } catch {
                guard error.code != .cancelled else { throw error }
                last = error
            }
        }
        throw last
    }

    private func connect(
        to address: SocketAddress, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw failure(errno, address) }
        configure(descriptor)
        var systemError = address.connect(descriptor)
        if systemError == EINPROGRESS {
            let result = await reactor.wait(descriptor, for: .write, until: deadline)
            systemError = result == .ready ? pendingError(descriptor) : 0
            if let error = waitFailure(result, address) {
                close(descriptor)
                throw error
            }
        }
        guard systemError == 0 else {
            close(descriptor)
            throw failure(systemError, address)
        }
        return descriptor
    }

    /// Options that fail only on a socket that is not TCP; a connection without them still works.
    private func configure(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), Int32(TCP_NODELAY), 1)
        set(descriptor, Int32(IPPROTO_TCP), Int32(TCP_USER_TIMEOUT), keepAlive.userTimeout)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        for (option, value) in [
            (TCP_KEEPIDLE, keepAlive.interval), (TCP_KEEPINTVL, keepAlive.interval), (TCP_KEEPCNT, keepAlive.count),
        ] {
            set(descriptor, Int32(IPPROTO_TCP), Int32(option), value)
        }
        if let sendBuffer { set(descriptor, SOL_SOCKET, SO_SNDBUF, sendBuffer) }
    }

    private func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func pendingError(_ descriptor: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length) == 0 ? value : errno
    }

    private func waitFailure(_ result: WaitResult, _ address: SocketAddress) -> SSHError? {
        switch result {
        case .ready: nil
        case .timedOut: SSHError(.timedOut, .connect, host, "no answer from \(address.text) in time")
        case .cancelled: SSHError(.cancelled, .connect, host, "cancelled")
        case .failed(let number): failure(number, address)
        }
    }

    /// Which of a name's addresses it was; nothing when the host is known by that address itself.
    private func which(_ address: SocketAddress) -> String {
        let number = address.text.prefix(upTo: address.text.lastIndex(of: ":") ?? address.text.endIndex)
        return host == number || host.hasPrefix("\(number) ") ? "" : "\(address.text): "
    }

    private func failure(_ number: Int32, _ address: SocketAddress) -> SSHError {
        let code: SSHError.Code =
            switch number {
            case ECONNREFUSED: .refused
            case ETIMEDOUT: .timedOut
            case EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL: .system
            default: .unreachable
            }
        return SSHError(code, .connect, host, "\(which(address))\(SystemError(number: number))")
    }
}
