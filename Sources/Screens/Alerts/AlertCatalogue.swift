/// The alerts of the chain's documents (seeds 000, 002, 003, 004), each with the meaning that its text gives it.
///
/// Their expressions are put right where they would never fire, fire for the wrong thing, or do not parse: `action:` is no
/// key of a rule, a rate is per second and no share, and one node's counter says nothing of the chain.
public enum AlertCatalogue {
    public static let rules = [
        noBlocks, noFigures, consensusTimeouts, criticalErrors, parityDrift, fallbacks, stateViolation, pinQuorum,
        errorRate,
    ]

    /// Seed 002; it looked at each node alone.
    private static let noBlocks = AlertRule(
        name: "NoBlocksProduced",
        expression: """
            sum by (network) (increase(coinjecture_validator_blocks_produced[10m])) == 0 \
            and sum by (network) (coinjecture_validator_blocks_produced offset 10m)
            """, hold: "0s",
        severity: .critical, summary: "No block on {{ $labels.network }} for 10 minutes",
        description: "No validator that is scraped has made a block within 10 minutes.",
        action: "investigate at once; the decision matrix says: roll back",
        reason: """
            Over all validators of the network, for a node that never makes blocks says nothing of the chain; and \
            not after a further 10 minutes, but only where the window has been watched from its beginning.
            """)

    /// Seed 002, where it would have said nothing.
    private static let noFigures = AlertRule(
        name: "NoHeightKnown", expression: "absent(coinjecture_block_height)", hold: "10m", severity: .critical,
        summary: "No node tells its height", description: "Nothing has been heard of any node for 10 minutes.",
        action: "investigate at once; the decision matrix says: roll back",
        reason: "A chain of which nothing is heard has no zero to compare with, and would never alert.")

    /// Seed 002; its `action:` is no key of a rule.
    private static let consensusTimeouts = AlertRule(
        name: "ConsensusTimeout", expression: "increase(coinjecture_consensus_timeouts_total[10m]) > 3", hold: "5m",
        severity: .critical, summary: "Consensus times out on {{ $labels.instance }}",
        description: "{{ $value | humanize }} timeouts within 10 minutes.",
        action: "check the logs, prepare a rollback",
        reason: "Up to three are borne: a validator may miss its turn.")

    /// Seed 002; it had no `for`.
    private static let criticalErrors = AlertRule(
        name: "CriticalErrors", expression: #"increase(errors_total{severity="critical"}[5m]) > 0"#, hold: "0s",
        severity: .critical, summary: "Critical errors on {{ $labels.instance }}",
        description: "{{ $value | humanize }} critical errors within 5 minutes.",
        action: "page whoever is on call, prepare a rollback",
        reason: "The first look counts.")

    /// Seed 004; seeds 000 and 003 mean the same by DIVERGENCE and alert_on_divergence.
    private static let parityDrift = AlertRule(
        name: "ParityDriftDetected", expression: "increase(coinjecture_parity_drifts_total[5m]) > 0", hold: "1m",
        severity: .critical, summary: "The engines differ on {{ $labels.instance }}",
        description: "{{ $value | humanize }} parity drifts within 5 minutes.",
        action: "stop the rollout, compare the engines on the blocks that the log names",
        reason: "What the log calls DIVERGENCE is counted here too.")

    /// Seed 000, a line of shell there.
    private static let fallbacks = AlertRule(
        name: "HighFallbackRate",
        expression: """
            increase(coinjecture_fallbacks_total[1h]) / (increase(coinjecture_consensus_rounds_total[1h]) > 0) > 0.01
            """, hold: "0s", severity: .warning,
        summary: "Blocks fall back to the legacy engine on {{ $labels.instance }}",
        description: "{{ $value | humanizePercentage }} of the blocks of an hour.",
        action: "look for the core's errors in the log",
        reason: "A share of the last hour's blocks: one since the start would hide a bad hour for weeks.")

    /// Seed 004, over one minute there.
    private static let stateViolation = AlertRule(
        name: "StateViolation", expression: "increase(coinjecture_state_violations_total[5m]) > 0", hold: "0s",
        severity: .critical, summary: "State violation on {{ $labels.instance }}",
        description: "{{ $value | humanize }} blocks broke a rule within 5 minutes.", action: "investigate at once",
        reason: """
            Over 5 minutes and not 1: a Prometheus that scrapes once a minute, as it does unless told otherwise, \
            never has two samples in one.
            """)

    /// Seed 004; it took a rate for a share.
    private static let pinQuorum = AlertRule(
        name: "PinQuorumFailure",
        expression: """
            rate(coinjecture_pin_quorum_failures_total[5m]) / (rate(coinjecture_pin_quorum_failures_total[5m]) + \
            rate(coinjecture_pin_quorum_success_total[5m]) > 0) > 0.05
            """, hold: "5m", severity: .high, summary: "Pins miss their quorum on {{ $labels.instance }}",
        description: "{{ $value | humanizePercentage }} of the pins of 5 minutes.", action: "look after the IPFS nodes",
        reason: "A share of all pins, and not failures per second: one in twenty.")

    /// Seed 004; it took a rate for a share.
    private static let errorRate = AlertRule(
        name: "HighErrorRate",
        expression: """
            sum by (instance) (rate(http_requests_total{status=~"5.."}[5m])) / \
            (sum by (instance) (rate(http_requests_total[5m])) > 0) > 0.05
            """, hold: "5m", severity: .high, summary: "{{ $labels.instance }} answers with errors",
        description: "{{ $value | humanizePercentage }} of the answers of 5 minutes are 5xx.",
        action: "look at the node's log",
        reason: "A share of all answers, and not errors per second: one in twenty.")
}
