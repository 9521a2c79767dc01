import FleetModel

extension Planner {
    /// Hosts dealt out to phases and batches.
    struct Schedule {
        private(set) var phases: [PlannedPhase] = []
        private(set) var stuck: [PlanRefusal] = []
        /// Hosts that no phase reaches, for the last one covers less than everything.
        private(set) var uncovered: Set<HostID> = []

        init(planner: Planner, inspection: Inspection, nodeCount: Int) {
            let everyone = inspection.changing.map(\.host) + inspection.bystanders.map(\.host)
            let total = everyone.reduce(planner.network.outsidePower) { $0 + $1.votingPower }
            let down = inspection.bystanders.filter(\.isDown).reduce(VotingPower.zero) { $0 + $1.host.votingPower }
            let packer = BatchPacker(quorum: QuorumGuard(total: total), online: total - down)
            var waiting = inspection.changing.map(\.host).sorted(by: Schedule.comesFirst)[...]
            var covered = inspection.bystanders.count { $0.reason == .alreadyThere }
            let reachable = covered + waiting.count
            let goals = planner.policy.phases.map {
                min(Schedule.nodes(coverage: $0.coverage, of: nodeCount), reachable)
            }
            // A first phase without a host would be no canary for those that come after it.
            let least = (goals.max() ?? 0) > covered ? covered + 1 : 0

            for (specification, goal) in zip(planner.policy.phases, goals) {
                let taken = waiting.prefix(max(0, (phases.isEmpty ? max(goal, least) : goal) - covered))
                waiting = waiting.dropFirst(taken.count)
                covered += taken.count
                let packed = packer.pack(Array(taken), limit: specification.batch)
                stuck += packed.stuck.map { .quorum($0.0, $0.1) }
                phases.append(
                    PlannedPhase(
                        name: specification.name, coverage: specification.coverage, coveredNodes: covered,
                        batches: packed.batches, bake: specification.bake, worstQuorum: packed.worst,
                        gates: specification.gates))
            }
            uncovered = Set(waiting.map(\.id))
        }

        /// Rounded up, and at least one: 10 % of 20 nodes are 2, 25 % are 5, 75 % are 15; 10 % of 3 are 1.
        static func nodes(coverage: Int, of count: Int) -> Int {
            max(1, (count * coverage + 99) / 100)
        }

        private static func comesFirst(_ left: Host, _ right: Host) -> Bool {
            left.isCanary != right.isCanary ? left.isCanary : left.id < right.id
        }
    }
}

extension Bystander {
    /// Counted as down before anything is changed.
    var isDown: Bool { if case .unreachable = reason { true } else { false } }
}
