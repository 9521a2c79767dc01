internal import Files
internal import Glibc

/// A thread for one piece of work that blocks, so that no cooperative thread has to.
///
/// SIGPIPE is blocked on it: writing to a program that has gone away is an error code, not our end.
public enum BlockingThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// What `body` returns, computed on a thread of its own. Where the system gives no thread, it is computed here.
    public static func value<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let refusal = start { continuation.resume(returning: body()) }
            if refusal != nil { continuation.resume(returning: body()) }
        }
    }

    /// Starts the work; nil, or why the system gives no thread for it.
    static func start(_ body: @escaping @Sendable () -> Void) -> SystemError? {
        let work = unsafe Unmanaged.passRetained(Work(body))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, &attributes,
            { context in
                var signals = sigset_t()
                unsafe sigemptyset(&signals)
                unsafe sigaddset(&signals, SIGPIPE)
                unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard result != 0 else { return nil }
        unsafe work.release()
        return SystemError(number: result)
    }
}
