/// Where a controller dies: with its n-th append, which is then durable.
struct CrashPoint: Hashable, CustomStringConvertible {
    /// What becomes of the steps that were under way on hosts.
    enum InFlight: CaseIterable {
        /// They happen, and nobody hears.
        case applied
        /// They never reach their hosts.
        case lost
        /// They are still on their way when the next process takes the fences.
        case racing
    }

    /// Counted from 1 over the whole run.
    let append: Int
    /// Before or after the acts that the append announces.
    let isBeforeActing: Bool
    let inFlight: InFlight

    var description: String { "append \(append), \(isBeforeActing ? "before" : "after") acting, in flight \(inFlight)" }
}
