public import FleetModel

extension RolloutMachine {
    /// The voting power that is surely up now, as the quorum guard counts it: what is unknown, unwell or in this run's hands
    /// is down.
    public func onlinePower(at now: Moment) -> VotingPower {
        power.online(excluding: { state.hosts[$0]?.countsAsDown == true }, at: now)
    }
}
