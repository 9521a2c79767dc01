import Dispatch
import Glibc
import RolloutEngine
import Synchronization

/// Ctrl-C, SIGTERM from a service manager, SIGHUP of a terminal that is gone: the first asks the run to drain, the second
/// ends the process at once. Both leave a run that can be resumed. A pipe whose reader has left does not end a run.
final class SignalInterruptions: Interruptions {
    /// The exit code of a process that was interrupted: 128 and the number of SIGINT.
    private static let interrupted: Int32 = 130

    private final class Counter: Sendable {
        let seen = Atomic<Int>(0)
        let lastWords = Mutex<(@Sendable () -> Void)?>(nil)
    }

    private let counter = Counter()
    /// Kept, for a source that nobody holds is cancelled.
    private let sources: Mutex<[any DispatchSourceSignal]>

    var count: Int { counter.seen.load(ordering: .relaxed) }

    /// From here on the signals no longer end the process by themselves.
    init() {
        sources = Mutex(Self.makeSources(counter))
    }

    private static func makeSources(_ counter: Counter) -> sending [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        return [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrived(counter) }
            source.activate()
            return source
        }
    }

    func sayLastly(_ words: @escaping @Sendable () -> Void) { counter.lastWords.withLock { $0 = words } }

    private static func arrived(_ counter: Counter) {
        let (_, seen) = counter.seen.add(1, ordering: .relaxed)
        guard seen > 1 else { return }
        counter.lastWords.withLock { $0 }?()
        _exit(interrupted)
    }
}
