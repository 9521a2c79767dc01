public import FleetModel

/// Everything that is measured of a node, one number for each look. What it is called on the node is in `facts`.
public enum Figure: String, Sendable, Codable, CaseIterable {
    case up
    case height
    case peers
    case peersConfigured = "peers_configured"
    case latency
    case metricsUp = "metrics_up"
    case requests
    case serverErrors = "server_errors"
    case parityMatches = "parity_matches"
    case parityDrifts = "parity_drifts"
    case stateViolations = "state_violations"
    case fallbacks
    case coreErrors = "core_errors"
    case rounds
    case timeouts
    case pinSuccesses = "pin_successes"
    case pinFailures = "pin_failures"
    case verificationP95 = "verification_p95"
    case finalityLatency = "finality_latency"
    case propagation
    case transactions
    case memory
    case processorTime = "processor_time"
    case startTime = "start_time"
    case criticalErrors = "critical_errors"
    case panics
    case alertsFiring = "alerts_firing"
    case soakPassed = "soak_passed"
}

/// Where figures come from.
public enum Probe: String, Sendable, Codable, CaseIterable {
    /// `/health` and `/v1/status` of the node's API.
    case status
    /// The node's Prometheus endpoint.
    case metrics
    /// The node's log since the change.
    case log
    /// An AlertManager.
    case alerts
    /// The report of a soak test.
    case soak
}

extension Figure {
    /// What is known of a figure wherever it is measured.
    public struct Facts: Sendable {
        public let probe: Probe
        public let unit: FigureUnit
        /// True for what only grows until the node is started anew.
        public let isCounter: Bool
        /// The name at its source.
        public let source: String
        public let meaning: String
    }

    public var facts: Facts {
        switch self {
        case .up:
            Self.status(
                .count, "/health",
                "1 when the node calls itself healthy, 0 when it does not; missing when it does not answer")
        case .height: Self.status(.count, "/v1/status height", "height of the chain's tip")
        case .peers: Self.status(.count, "/v1/status peers.connected", "peers that the node is connected to")
        case .peersConfigured:
            Self.status(.count, "/v1/status peers.configured", "peers that it is meant to be connected to")
        case .latency: Self.status(.seconds, "/health, /v1/status", "time until both answers were here")
        case .metricsUp: Self.gauge(.count, "/metrics", "1 when the endpoint answers with metrics that can be read")
        case .requests: Self.counter("http_requests_total", "answers of the API")
        case .serverErrors: Self.counter("http_requests_total{status=~\"5..\"}", "answers with a status of 500 or more")
        case .parityMatches: Self.counter("coinjecture_parity_matches_total", "blocks on which both engines agreed")
        case .parityDrifts: Self.counter("coinjecture_parity_drifts_total", "blocks on which they did not")
        case .stateViolations: Self.counter("coinjecture_state_violations_total", "blocks that broke a rule")
        case .fallbacks: Self.counter("coinjecture_fallbacks_total", "blocks left to the legacy engine")
        case .coreErrors: Self.counter("coinjecture_core_errors_total", "failures of the refactored engine")
        case .rounds: Self.counter("coinjecture_consensus_rounds_total", "blocks that joined the chain")
        case .timeouts: Self.counter("coinjecture_consensus_timeouts_total", "slots without a block")
        case .pinSuccesses: Self.counter("coinjecture_pin_quorum_success_total", "pins that had their quorum")
        case .pinFailures: Self.counter("coinjecture_pin_quorum_failures_total", "pins that had not")
        case .verificationP95:
            Self.gauge(
                .seconds, "coinjecture_verification_duration_ms",
                "95 % of the blocks since the look before were judged in at most this")
        case .finalityLatency:
            Self.gauge(.seconds, "coinjecture_finality_latency_seconds", "from the last final block to the tip")
        case .propagation:
            Self.gauge(
                .seconds, "coinjecture_block_propagation_seconds",
                "mean time from a block's making until it was the tip, since the look before")
        case .transactions: Self.counter("coinjecture_transactions_total", "transactions in blocks")
        case .memory: Self.gauge(.bytes, "process_resident_memory_bytes", "memory in use")
        case .processorTime: Self.counter("process_cpu_seconds_total", "processor time in seconds")
        case .startTime:
            Self.gauge(.count, "process_start_time_seconds", "the second when the node was started, since 1970")
        case .criticalErrors:
            Self.counter("errors_total{severity=\"critical\"}", "critical errors")
        case .panics:
            Facts(probe: .log, unit: .count, isCounter: true, source: "panicked", meaning: "panics in the log")
        case .alertsFiring:
            Facts(
                probe: .alerts, unit: .count, isCounter: false, source: "/api/v2/alerts",
                meaning: "alerts that fire for the node")
        case .soakPassed:
            Facts(
                probe: .soak, unit: .count, isCounter: false, source: "soak report",
                meaning: "1 when the release's soak test passed, 0 when it failed")
        }
    }

    private static func status(_ unit: FigureUnit, _ source: String, _ meaning: String) -> Facts {
        Facts(probe: .status, unit: unit, isCounter: false, source: source, meaning: meaning)
    }

    private static func gauge(_ unit: FigureUnit, _ source: String, _ meaning: String) -> Facts {
        Facts(probe: .metrics, unit: unit, isCounter: false, source: source, meaning: meaning)
    }

    private static func counter(_ source: String, _ meaning: String) -> Facts {
        Facts(probe: .metrics, unit: .count, isCounter: true, source: source, meaning: meaning)
    }
}
