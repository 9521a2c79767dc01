public import FleetModel

/// Time and chance, the only two things that differ between two runs of the same program.
public protocol Environment: Sendable {
    /// Monotonic, and not stopped by a suspended machine.
    func now() -> Moment
    /// Returns early when the task is cancelled.
    func sleep(for span: TimeSpan) async
    /// A name that nobody else makes.
    func makeNonce() -> Nonce
    /// Where what waits most of its time is best carried out: where the connections live, so that nothing hops.
    var executor: any TaskExecutor { get }
}

/// What the signals of this process ask for.
public protocol Interruptions: Sendable {
    /// How often the operator has asked this process to stop.
    var count: Int { get }
    /// What is said when the process ends at once instead of draining; of two, the later one.
    func sayLastly(_ words: @escaping @Sendable () -> Void)
}
