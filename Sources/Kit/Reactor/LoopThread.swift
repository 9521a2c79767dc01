internal import CLinux
internal import Glibc
import Synchronization

/// Which thread a loop runs on; set by that thread before its first job.
final class ThreadIdentity: Sendable {
    private let thread = Atomic<UInt>(0)

    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func bindToCurrent() { thread.store(UInt(pthread_self()), ordering: .relaxed) }
}

/// Starts the POSIX thread of a loop.
enum LoopThread {
    /// What the new thread takes over.
    private final class Start {
        let loop: EventLoop
        let name: String
        let identity: ThreadIdentity
        let runner: JobRunner

        init(_ loop: EventLoop, _ name: String, _ identity: ThreadIdentity, _ runner: JobRunner) {
            self.loop = loop
            self.name = name
            self.identity = identity
            self.runner = runner
        }
    }

    /// The thread blocks every signal, so that the program's handlers run on its main thread, and is detached: it
    /// ends by itself after the loop's stop, and may be the one that drops the last reference.
    static func start(
        _ loop: EventLoop, name: String, identity: ThreadIdentity, runner: JobRunner
    ) throws(ReactorError) {
        let start = unsafe Unmanaged.passRetained(Start(loop, name, identity, runner))
        var every = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&every)
        unsafe pthread_sigmask(SIG_SETMASK, &every, &previous)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var thread = pthread_t()
        let failure = unsafe pthread_create(&thread, nil, LoopThread.main, start.toOpaque())
        guard failure == 0 else {
            unsafe start.release()
            throw ReactorError(code: .thread, systemError: failure)
        }
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument = unsafe argument else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        unsafe cl_name_thread(start.name)
        start.identity.bindToCurrent()
        start.loop.run(start.runner)
        return nil
    }
}
