import Reactor
import Testing

/// Looks again and again, without spinning, until something holds; a failure when it does not in time.
func eventually(
    _ what: String, within limit: Duration = .seconds(60), every pause: Duration = .milliseconds(5),
    at place: SourceLocation = #_sourceLocation, _ holds: () async throws -> Bool
) async throws {
    let reactor = try Reactor(named: "waiting")
    defer { reactor.shutdown() }
    let deadline = ContinuousClock.now + limit
    while try await !holds() {
        try #require(ContinuousClock.now < deadline, "never: \(what)", sourceLocation: place)
        await reactor.sleep(until: .now + pause)
    }
}
