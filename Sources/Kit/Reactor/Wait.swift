/// One suspended task (or one timer's handler): what it waits for and how it is told.
struct Wait: Sendable {
    enum Completion: Sendable {
        case task(CheckedContinuation<WaitResult, Never>)
        case handler(@Sendable () -> Void)
    }

    var id: UInt64
    /// Nil for a pure timer.
    var descriptor: Int32?
    var interest: Readiness
    var deadline: ContinuousClock.Instant?
    var completion: Completion
}
