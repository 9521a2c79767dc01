public import FleetModel

/// The gates that exist, by name, with the limits of the seeds (docs/gates.md has them as a table).
public enum StandardGates {
    /// In the order in which they are shown to people.
    public static let all: [Gate] = phases + service + chain + engines

    /// The phases' own gates (seed 004).
    private static let phases = [
        gate(
            "api>=1", .least(.up), "1m", "the API answers and calls the node healthy", "seed 004, canary",
            onMissing: .fail),
        gate(
            "metrics>=1", .least(.metricsUp), "1m", "the metrics can be read", "seed 004, canary", onMissing: .fail),
        gate(
            "peers>=100%", .portion(.peers, of: .peersConfigured), "2m",
            "the node has all the peers that it is meant to have", "seed 004, canary; seed 002: nodes − 1"),
        gate("no-drift=0", .increase(.parityDrifts), "1h", "no block on which the engines differ", "seed 004, canary"),
        gate(
            "error-rate<0.1%", .share(of: .serverErrors, among: [.requests]), "5m", "answers 5xx among all",
            "seed 004, canary"),
        gate(
            "p95<2x", .timesBaseline(.latency, quantile: 0.95), "5m", "latency of the API beside what it was",
            "seed 004, canary"),
        gate(
            "parity=100%", .share(of: .parityMatches, among: [.parityMatches, .parityDrifts]), "5m",
            "blocks on which the engines agree", "seed 004, gradual"),
        gate(
            "pin-quorum>95%", .share(of: .pinSuccesses, among: [.pinSuccesses, .pinFailures]), "5m",
            "pins that had their quorum", "seed 004, gradual; its soak asks for >99%"),
        gate("no-state-violation=0", .increase(.stateViolations), "1h", "no block breaks a rule", "seed 004, gradual"),
        gate("soak>=1", .last(.soakPassed), "24h", "the release's soak test has passed", "seed 004, majority"),
        gate(
            "no-fallback=0", .increase(.fallbacks), "1h", "no block is left to the legacy engine", "seed 004, majority"),
        gate("no-alert=0", .greatest(.alertsFiring), "5m", "no alert fires", "seed 004, majority"),
    ]

    /// What the API and the process are held to.
    private static let service = [
        gate("api-p95<100ms", .quantile(.latency, 0.95), "5m", "latency of the API", "seed 004, SLO"),
        gate("memory<500MB", .greatest(.memory), "5m", "memory in use", "seed 002"),
        gate(
            "memory-growth<1.5x", .expansion(.memory), "1h", "memory is stable",
            "seeds 002 and 004 ask for stable; the figure is ours"),
        gate("cpu<50%", .rate(.processorTime), "5m", "half of one processor at most", "seed 002"),
        gate("no-restart=0", .increase(.startTime), "10m", "the node was not started anew", "seed 002, first week"),
        gate("no-critical-error=0", .increase(.criticalErrors), "5m", "no critical error", "seed 002"),
        gate("no-panic=0", .increase(.panics), "1h", "no panic", "seeds 002 and 004"),
        gate("throughput>100/s", .rate(.transactions), "5m", "transactions under load", "seed 001"),
    ]

    /// What the chain is held to.
    private static let chain = [
        gate("blocks>=1", .growth(.height), "10m", "the chain grows", "seed 002: no block for 10 minutes"),
        gate("same-height<=3", .spread(.height), "1m", "all nodes are at one height", "seed 002; the lag is ours"),
        gate("finality<30s", .greatest(.finalityLatency), "5m", "blocks become final", "seed 002"),
        gate("propagation<200ms", .greatest(.propagation), "5m", "blocks reach the node", "seed 001"),
        gate("timeouts<=3", .increase(.timeouts), "10m", "slots without a block", "seed 002"),
        gate(
            "nodes-up>=80%", .nodes(.up, atLeast: 1), "1m", "not more than a fifth of the nodes is down",
            "seed 002: more than 20 % crashed"),
    ]

    /// What the two engines are held to.
    private static let engines = [
        gate(
            "core-errors<0.01%", .share(of: .coreErrors, among: [.rounds]), "1h", "failures of the refactored engine",
            "seed 000"),
        gate(
            "fallback-rate<1%", .share(of: .fallbacks, among: [.rounds]), "1h", "blocks left to the legacy engine",
            "seed 000"),
        gate(
            "verification-p95<100ms", .greatest(.verificationP95), "5m", "time to judge a block",
            "seed 004: its tier's budget; the figure is ours"),
    ]

    private static func gate(
        _ text: String, _ measure: Measure, _ window: String, _ meaning: String, _ origin: String,
        onMissing: MissingSamples = .inconclusive
    ) -> Gate {
        guard let choice = GateChoice(text), let bound = choice.bound, let span = TimeSpan(window) else {
            preconditionFailure("'\(text)' over '\(window)' is a gate")
        }
        let isRare = measure.figures.allSatisfy { $0.facts.probe == .soak }
        return Gate(
            name: choice.name, measure: measure, bound: bound, window: span,
            staleAfter: isRare ? span : standardStaleness, onMissing: onMissing, meaning: meaning, origin: origin)
    }

    /// Seven polls of the standard two seconds, about; a Prometheus scrape of ten seconds fits too.
    public static let standardStaleness = TimeSpan.seconds(15)

    public static var names: [String] { all.map(\.name.rawValue) }
    public static func named(_ name: GateName) -> Gate? { all.first { $0.name == name } }
}
