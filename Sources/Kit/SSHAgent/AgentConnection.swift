import Files
internal import Glibc
import Reactor
import SSHKeys

/// One question to an agent and its answer, over a connection of its own: nobody waits behind a person who is asked.
struct AgentConnection: ~Copyable {
    /// How long to wait before knocking again when the agent's queue is full.
    private static let pause = Duration.milliseconds(10)

    private let descriptor: FileDescriptor
    private let reactor: Reactor
    private let deadline: ContinuousClock.Instant
    private let socket: String

    /// Connects to the agent's socket.
    init(to socket: String, on reactor: Reactor, until deadline: ContinuousClock.Instant) async throws(SSHKeyError) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = FileDescriptor(number: Glibc.socket(AF_UNIX, kind, 0), path: socket, owned: true)
        (self.reactor, self.deadline, self.socket) = (reactor, deadline, socket)
        guard descriptor.number >= 0 else { throw Self.failure(socket, "\(SystemError.last)") }
        guard var address = Self.address(socket) else {
            throw Self.failure(socket, "the path of the socket is too long")
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        while true {
            let number = descriptor.number
            let result = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(number, $0, length) }
            }
            if result == 0 { return }
            guard errno == EAGAIN || errno == EINTR else {
                throw Self.failure(socket, "no agent answers there: \(SystemError.last)")
            }
            guard ContinuousClock.now < deadline, !Task.isCancelled else { throw Self.failure(socket, Self.late) }
            await reactor.sleep(until: min(deadline, .now + Self.pause))
        }
    }

    /// Sends a framed message and reads the one that comes back, without its length.
    func exchange(_ message: [UInt8]) async throws(SSHKeyError) -> [UInt8] {
        try await send(message)
        var header = WireReader(try await receive(4))
        guard let length = header.readUInt32(), length > 0, length <= AgentMessage.maximumLength else {
            throw Self.failure(socket, "the agent's answer makes no sense")
        }
        return try await receive(Int(length))
    }

    private static let late = "the agent does not answer in time"

    private static func failure(_ socket: String, _ reason: String) -> SSHKeyError {
        SSHKeyError(.agent, "ssh-agent \(socket)", reason)
    }

    private func send(_ bytes: [UInt8]) async throws(SSHKeyError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 { rest.removeFirst(count) } else { try await waitAfter(count, for: .write) }
        }
    }

    private func receive(_ length: Int) async throws(SSHKeyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        var filled = 0
        while filled < length {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor.number, $0.baseAddress?.advanced(by: filled), length - filled, 0)
            }
            if count > 0 { filled += count } else { try await waitAfter(count, for: .read) }
        }
        return bytes
    }

    /// Waits for the agent after a call that moved nothing.
    private func waitAfter(_ result: Int, for interest: Readiness) async throws(SSHKeyError) {
        let number = errno
        guard result < 0 else { throw Self.failure(socket, "the agent hung up") }
        if number == EINTR { return }
        guard number == EAGAIN else { throw Self.failure(socket, "\(SystemError(number: number))") }
        switch await reactor.wait(descriptor.number, for: interest, until: deadline) {
        case .ready: return
        case .timedOut: throw Self.failure(socket, Self.late)
        case .cancelled: throw Self.failure(socket, "cancelled")
        case .failed(let number): throw Self.failure(socket, "\(SystemError(number: number))")
        }
    }

    /// Nil when the path does not fit (unix(7): 107 bytes and a NUL).
    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let isTaken = unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard !bytes.isEmpty, bytes.count < place.count, !bytes.contains(0) else { return false }
            unsafe place.copyBytes(from: bytes)
            return true
        }
        return isTaken ? address : nil
    }
}
