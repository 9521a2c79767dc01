import Reactor
import SSHKeys

/// The keys of an agent as they were listed last; those who ask while a list is fetched wait for the same.
actor AgentList {
    private typealias Listing = Task<Result<[AgentMessage.Key], SSHKeyError>, Never>

    private let reactor: Reactor
    private var listing: Listing?
    private var expiry: ContinuousClock.Instant?

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    init(on reactor: Reactor) { self.reactor = reactor }

    /// The keys, asked for anew when the last list is too old. A failure counts as a list: or each of a thousand hosts would
    /// wait for an agent that answers nobody.
    func keys(
        _ ask: @escaping @Sendable () async throws(SSHKeyError) -> [AgentMessage.Key]
    ) async throws(SSHKeyError) -> [AgentMessage.Key] {
        if let expiry, expiry < .now { listing = nil }
        // Awaited by everybody who wants the list, the first of them in the next line.
        let current =
            listing
            ?? Task(executorPreference: reactor) {
                do throws(SSHKeyError) { return .success(try await ask()) } catch { return .failure(error) }
            }
        if listing == nil {
            listing = current
            expiry = .now + SSHAgent.listLifetime
        }
        return try await current.value.get()
    }
}
