internal import Glibc
import Synchronization

/// Which thread a loop runs on; set by that thread before its first job.
final class ThreadIdentity: Sendable {
    private let thread = Atomic<UInt>(0)

    var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func bindToCurrent() { thread.store(UInt(pthread_self()), ordering: .relaxed) }
}
