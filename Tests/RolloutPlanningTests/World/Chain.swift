import FleetModel
import RolloutPlanning

/// The chain that the simulated nodes form: it grows by a block a second while more than two thirds of its power is up.
struct Chain {
    static let blockTime: Int64 = 1000

    let total: VotingPower
    let outside: VotingPower
    private(set) var height: UInt64 = 100
    private var grownUntil: Int64 = 0

    init(plan: Plan) {
        total = plan.totalPower
        outside = plan.outsidePower
    }

    func isLive(online: VotingPower) -> Bool { total == .zero || online.units * 3 > total.units * 2 }

    /// Brings the height up to `now`, given that `online` was up all the time since.
    mutating func grow(until now: Int64, online: VotingPower) {
        let blocks = (now - grownUntil) / Chain.blockTime
        grownUntil += blocks * Chain.blockTime
        if isLive(online: online) { height += UInt64(blocks) }
    }
}
