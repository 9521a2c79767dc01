public import FleetModel
import HostSteps
public import RolloutPlanning

/// Performs what the machine wants, and tells it what happened. Nothing else in the program changes a host.
public struct RolloutEngine: Sendable {
    /// Between two ticks; requests from other terminals are looked for at each.
    public static let tick = TimeSpan.milliseconds(100)
    /// Releases on their way to hosts at the same time.
    public static let maximumUploads = 16

    let remote: any Remote
    let prober: any Prober
    let ledger: any Ledger
    let environment: any Environment
    let interruptions: any Interruptions
    let observer: any RunObserver

    public init(
        remote: any Remote, prober: any Prober, ledger: any Ledger, environment: any Environment,
        interruptions: any Interruptions, observer: any RunObserver
    ) {
        self.remote = remote
        self.prober = prober
        self.ledger = ledger
        self.environment = environment
        self.interruptions = interruptions
        self.observer = observer
    }

    /// Takes a run up in a new controller process and carries it as far as it goes.
    ///
    /// - Parameters:
    ///   - state: folded from the ledger; its newest process is `process`.
    ///   - takingOver: processes of another run whose fences this one may take.
    public func run(_ state: RunState, process: Nonce, takingOver: [Nonce] = []) async throws(LedgerFailure) -> Ending {
        var session = RunSession(engine: self, state: state, process: process, takingOver: takingOver)
        let result = await withTaskGroup(of: Event.self) { group -> Result<Ending, LedgerFailure> in
            defer { group.cancelAll() }
            do throws(LedgerFailure) {
                try await session.handle(.began, in: &group)
                session.startSampling(in: &group)
                while session.ending == nil, let event = await group.next() {
                    try await session.handle(event, in: &group)
                    session.renew(event, in: &group)
                }
            } catch {
                return .failure(error)
            }
            guard let ending = session.ending else { return .failure(LedgerFailure("the run ended without an end")) }
            return .success(ending)
        }
        let ending = try result.get()
        await session.releaseFences()
        return ending
    }
}
