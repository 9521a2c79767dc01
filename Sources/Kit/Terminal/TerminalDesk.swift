import Reactor
import Synchronization

/// The one terminal of this process, at which one question stands at a time while nothing is drawn over it.
public final class TerminalDesk: Sendable {
    /// A process has one controlling terminal, and so one desk.
    public static let process = TerminalDesk()

    private let turn = ConcurrencyLimit(1)
    private let count = Atomic<Int>(0)
    private let isOpen = Atomic<Bool>(false)
    private let closed = Atomic<Bool>(false)

    init() {}

    /// True while somebody is being asked: whoever draws on the terminal waits.
    public var isTaken: Bool { isOpen.load(ordering: .acquiring) }

    /// How many questions there have been: what was drawn before one of them stands above it now.
    public var questions: Int { count.load(ordering: .acquiring) }

    /// Whoever was to be asked wants no more of it: nothing is asked from here on.
    public func close() { closed.store(true, ordering: .releasing) }

    public var isClosed: Bool { closed.load(ordering: .acquiring) }

    /// Asks when it is this one's turn; nil when the task was cancelled, or the desk closed, before that.
    public func whenItsTurn<Answer: Sendable, Failure: Error>(
        _ ask: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer? {
        guard await turn.acquire() else { return nil }
        defer { turn.release() }
        guard !isClosed else { return nil }
        count.add(1, ordering: .releasing)
        isOpen.store(true, ordering: .releasing)
        defer { isOpen.store(false, ordering: .releasing) }
        return try await ask()
    }
}
