/// One suspended task (or one timer's handler): what it waits for and how it is told.
struct Wait: Sendable {
    enum Completion: Sendable {
        case task(CheckedContinuation<WaitResult, Never>)
        case handler(@Sendable () -> Void)
    }

    var id: UInt64
    /// Nil for a pure timer.
    var descriptor: Int32?
    var interest: Readiness = []
    /// The descriptor's count of wakes that the caller has seen; nil when it does not matter.
    var wakes: UInt64?
    var deadline: ContinuousClock.Instant?
    var completion: Completion

    init(id: UInt64, deadline: ContinuousClock.Instant?, completion: Completion) {
        self.id = id
        self.deadline = deadline
        self.completion = completion
    }
}
