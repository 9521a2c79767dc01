internal import ChainCore

/// What `/v1/status` says.
struct StatusAnswer: Encodable {
    struct PeerCount: Encodable {
        let connected: Int
        let configured: Int
    }

    let version: String
    let network: String
    let node: String
    /// `validator` or `observer`.
    let role: String
    let height: Int
    /// The same, by seed 001's name.
    let block_height: Int
    let finalized_height: Int
    let hash: String
    let mode: String
    /// What a transaction's signature is bound to: the network's identity (docs/chain.md).
    let network_identity: String
    let pending_transactions: Int
    let peers: PeerCount
    /// Seconds.
    let uptime: Int
    let pid: Int32

    init(_ api: NodeAPI) {
        let tip = api.chain.tip
        version = api.identity.version
        network = api.identity.network
        node = api.identity.name
        role = api.identity.validator == nil ? "observer" : "validator"
        height = tip.height
        block_height = tip.height
        finalized_height = api.chain.finalHeight
        hash = tip.hash
        mode = api.chain.consensus.mode.statsName
        network_identity = api.chain.rules.identity.description
        pending_transactions = api.chain.waitingCount
        peers = PeerCount(connected: api.peers.connected, configured: api.peers.urls.count)
        uptime = api.identity.uptime
        pid = api.identity.process
    }
}
