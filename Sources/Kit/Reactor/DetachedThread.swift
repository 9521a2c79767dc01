internal import CLinux
internal import Glibc

/// A POSIX thread for what may block: a reactor's loop, a C call that cannot be told to hurry.
///
/// It blocks every signal, so that the program's handlers run on its main thread, and nobody joins it.
public enum DetachedThread {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread under a name of at most 15 bytes, which runs `body` and ends.
    ///
    /// - Throws: `ReactorError` when the system has no thread left.
    public static func start(named name: String, _ body: @escaping @Sendable () -> Void) throws(ReactorError) {
        let work = unsafe Unmanaged.passRetained(Work(name, body))
        var every = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&every)
        unsafe pthread_sigmask(SIG_SETMASK, &every, &previous)
        defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var thread = pthread_t()
        let failure = unsafe pthread_create(&thread, nil, main, work.toOpaque())
        guard failure == 0 else {
            unsafe work.release()
            throw ReactorError(code: .thread, systemError: failure)
        }
        pthread_detach(thread)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument = unsafe argument else { return nil }
        let work = unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        unsafe cl_name_thread(work.name)
        work.body()
        return nil
    }
}
