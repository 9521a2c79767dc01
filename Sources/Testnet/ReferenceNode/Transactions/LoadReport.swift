/// What a load did to a network.
public struct LoadReport: Sendable {
    /// Transactions that a node took.
    public var accepted = 0
    /// Those that were refused or not answered, and the last reason.
    public var refused = 0
    public var lastRefusal: String?
    /// Taken ones that were found in blocks.
    public var included = 0
    /// From the first submission until the last transaction was found in a block, or patience ended.
    public var elapsed = Duration.zero
    /// From the first submission to the last.
    public var submitting = Duration.zero
    /// Milliseconds from a transaction's submission until its block was seen, ascending.
    public var latencies: [Int] = []
    /// Milliseconds from a block's making until it was another node's tip, by the nodes' own account; nil when none
    /// was received from another.
    public var propagation: Double?
    /// Blocks that carried any.
    public var blocks = 0

    /// Transactions in blocks per second of submission.
    public var rate: Double { submitting > .zero ? Double(included) / (submitting / .seconds(1)) : 0 }

    /// The latency that this part of the transactions did not exceed, in milliseconds.
    public func latency(_ part: Double) -> Int? {
        guard !latencies.isEmpty else { return nil }
        return latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))]
    }
}
