internal import CLinux
internal import Glibc
internal import Reactor

/// SIGTERM and SIGINT as something that can be waited for.
public struct TerminationSignals: Sendable {
    private let descriptor: Int32

    /// The signals waited for.
    private static let names: [Int32: String] = [SIGTERM: "SIGTERM", SIGINT: "SIGINT"]

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in names.keys { unsafe sigaddset(&set, signal) }
        return set
    }

    /// Keeps the signals from ending the process. To be called before any thread is started, for threads inherit it.
    public static func block() {
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    init() throws(NodeError) {
        var set = Self.set
        descriptor = unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw NodeError(code: .system, message: "no signalfd: \(unsafe String(cString: strerror(errno)))")
        }
    }

    /// The name of the first signal that comes; nil when the task was cancelled. The descriptor lives as long as the
    /// process.
    func next(on reactor: Reactor) async -> String? {
        while await reactor.wait(descriptor, for: .read) == .ready {
            var information = signalfd_siginfo()
            let size = MemoryLayout<signalfd_siginfo>.size
            guard unsafe read(descriptor, &information, size) == size else { continue }
            return Self.names[Int32(information.ssi_signo)] ?? "signal \(information.ssi_signo)"
        }
        return nil
    }

    /// Ends the process as a crash does, by SIGABRT.
    static func abort() -> Never { Glibc.abort() }
}
