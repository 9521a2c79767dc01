internal import CLinux
internal import Files
internal import Glibc
import Synchronization

/// A program that talks with us over a socket in place of its standard input and output, for as long as we want it.
///
/// It is a process group of its own, ended as a whole. One thread waits for its end and keeps the last that it wrote to
/// standard error.
public final class ConnectedProcess: Sendable {
    /// How much of its standard error is kept, in bytes from the end.
    public static let errorLimit = 4 * 1024
    /// Pieces that are read after its end: what the pipe still holds, and not what a survivor goes on writing.
    private static let lastReads = 16
    /// How long it may take to end after it was asked to (SIGHUP), before it is killed.
    public static let grace = Duration.seconds(1)

    /// Our end of the socket: non-blocking, close-on-exec, and the caller's to close.
    public let descriptor: Int32
    private let ending: Int32
    private let state = Mutex<String?>(nil)

    /// How it ended and what it said last, such as `ended with exit code 1: no route to host`; nil while it runs.
    public var epitaph: String? { state.withLock { $0 } }

    /// Asks it to end, and has it killed when it does not; returns at once. Once is enough.
    public func end() { _ = eventfd_write(ending, 1) }

    /// - Parameter arguments: the program, looked up in PATH, and what it is given.
    /// - Throws: `ProcessError` when the system gives no socket or does not start it.
    public init(_ arguments: [String]) throws(ProcessError) {
        let program = arguments.first ?? ""
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw ProcessError(program, .cannotStart(.last))
        }
        descriptor = pair[0]
        let theirs = FileDescriptor(number: pair[1], path: "socket", owned: true)
        ending = eventfd(0, Int32(EFD_CLOEXEC))
        do throws(ProcessError) {
            guard ending >= 0 else { throw ProcessError(program, .cannotStart(.last)) }
            var errors = try Pipe(for: program)
            var spawner = Spawner()
            spawner.input = .copy(of: theirs.number)
            spawner.output = .copy(of: theirs.number)
            spawner.errorOutput = .copy(of: errors.writeEnd)
            let pid = try spawner.spawn(arguments, .inherited)
            errors.closeWriteEnd()
            _ = fcntl(pair[0], F_SETFL, O_NONBLOCK)
            try watch(pid, program: program, errors: errors.takeReadEnd())
        } catch {
            close(pair[0])
            throw error
        }
    }

    private func watch(_ pid: pid_t, program: String, errors: Int32) throws(ProcessError) {
        // The thread keeps this object, and with it `ending`, until the process is gone.
        let refusal = BlockingThread.start { [self] in
            var last = LastBytes(descriptor: errors)
            let status = attend(pid, &last)
            close(errors)
            let words = last.lastLine.map { ": \($0)" } ?? ""
            state.withLock { $0 = "ended with \(status)\(words)" }
        }
        guard let refusal else { return }
        kill(-pid, SIGKILL)
        _ = reap(pid)
        close(errors)
        throw ProcessError(program, .cannotStart(refusal))
    }

    /// Waits for the process's end, hastens it when asked to; returns after it was reaped.
    private func attend(_ pid: pid_t, _ last: inout LastBytes) -> ProcessStatus {
        let handle = FileDescriptor(number: pidfd_open(pid, 0), path: "pidfd", owned: true)
        var deadline: ContinuousClock.Instant?
        while handle.number >= 0 {
            var waits = [
                pollfd(fd: handle.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: last.isAtEnd ? -1 : last.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: deadline == nil ? ending : -1, events: Int16(POLLIN), revents: 0),
            ]
            let left = deadline.map { ContinuousClock.now.duration(to: $0) }
            if let left, left <= .zero { break }
            _ = unsafe poll(&waits, nfds_t(waits.count), left == nil ? -1 : Int32(Self.grace / .milliseconds(1)))
            if waits[1].revents != 0 { last.read() }
            if waits[0].revents != 0 { break }
            if waits[2].revents != 0 {
                kill(-pid, SIGHUP)
                deadline = .now + Self.grace
            }
        }
        // Not reaped yet, so the number still names this group and no other.
        kill(-pid, SIGKILL)
        for _ in 0..<Self.lastReads where !last.isAtEnd && last.hasMore { last.read() }
        return reap(pid)
    }

    deinit { close(ending) }
}

/// The last bytes that came out of a descriptor.
private struct LastBytes {
    let descriptor: Int32
    private var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    var hasMore: Bool {
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wait, 1, 0) == 1
    }

    mutating func read() {
        var piece = [UInt8](repeating: 0, count: ConnectedProcess.errorLimit)
        let count = unsafe Glibc.read(descriptor, &piece, piece.count)
        guard count > 0 else {
            isAtEnd = count == 0 || errno != EINTR
            return
        }
        bytes = Array((bytes + piece[..<count]).suffix(ConnectedProcess.errorLimit))
    }

    /// As text; nil when nothing was said.
    var lastLine: String? {
        bytes.split { $0 == 10 || $0 == 13 }.last.map { String(decoding: $0, as: UTF8.self) }
    }
}
