internal import ReleaseStamp

/// Whether the node does its work, by its own judgement, and why not.
struct NodeHealth: Sendable {
    /// Empty when it is healthy.
    let reasons: [String]

    /// Block times after which a tip is too old: so many slots in a row go by unused only when something is wrong.
    static let oldestTip: Int64 = 10
    /// Milliseconds that a tip may be old in any case, for networks with very short block times.
    static let shortestLimit: Int64 = 5000

    init(identity: NodeIdentity, chain: LocalChain, peers: Peers, signing: SigningGuard?, now: Int64) {
        var reasons: [String] = []
        if identity.fault == .unhealthy { reasons.append("this build says that it is unhealthy") }
        let tip = chain.tip
        let limit = max(Self.oldestTip * chain.rules.blockTime, Self.shortestLimit)
        if tip.height == 0 {
            reasons.append("there is no block yet")
        } else if now - tip.timestamp > limit {
            reasons.append("block \(tip.height) is \(now - tip.timestamp) ms old (limit \(limit) ms)")
        }
        if !peers.urls.isEmpty, peers.connected == 0 {
            reasons.append("none of \(peers.urls.count) peers answers (\(peers.someFailure ?? "no reason known"))")
        }
        if let failure = chain.storeFailure { reasons.append("blocks cannot be written: \(failure)") }
        if let refusal = signing?.refusal { reasons.append("nothing is signed: \(refusal)") }
        self.reasons = reasons
    }
}
