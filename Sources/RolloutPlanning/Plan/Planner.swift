public import FleetModel

/// Makes plans: a pure function of what is wanted and what was seen. The order of its inputs does not matter.
public struct Planner: Sendable {
    /// Free bytes a host must keep beyond the release itself.
    public static let diskSlack: Int64 = 16 << 20

    public let network: Network
    public let service: Service
    public let policy: RolloutPolicy
    public let waivers: [Waiver]
    /// What the nodes' configurations shall be; nil leaves them alone.
    public let configuration: ConfigurationGoal?

    public init(
        network: Network, service: Service, policy: RolloutPolicy, waivers: [Waiver],
        configuration: ConfigurationGoal? = nil
    ) {
        self.network = network
        self.service = service
        self.policy = policy
        self.waivers = waivers
        self.configuration = configuration
    }

    /// A plan, or every reason why there is none.
    public enum Answer: Sendable, Equatable {
        case plan(Plan)
        case refused([PlanRefusal])
    }

    /// Plans the way forward to `release`.
    ///
    /// Coverage is cumulative over all nodes of the network and rounded up; a phase covers at least one node. Nodes which
    /// have the release already count as covered, but the first phase changes at least one host if any does. Canaries come first, then hosts in order of their ids.
    public func upgrade(
        to release: Release, hosts: [Host], observed: [HostID: Result<ObservedHost, Unreachable>],
        isOurs: (FenceHolder) -> Bool
    ) -> Answer {
        let sorted = hosts.sorted { $0.id < $1.id }
        let inspection = inspect(sorted, for: release, observed: observed, isOurs: isOurs)
        var refusals = inspection.refusals
        if sorted.isEmpty { refusals.append(.noHosts(network.id)) }
        if release.name.version == nil { refusals.append(.noVersion(release.name)) }
        if refusals.isEmpty && inspection.changing.isEmpty { refusals.append(.nothingToDo(release.name)) }
        guard refusals.isEmpty else { return .refused(refusals) }

        let schedule = Schedule(planner: self, inspection: inspection, nodeCount: sorted.count)
        guard schedule.stuck.isEmpty || waivers.contains(where: { $0.waives == .quorum }) else {
            return .refused(schedule.stuck)
        }
        let plan = upgradePlan(to: release, inspection, schedule)
        return plan.hosts.isEmpty ? .refused([.nothingToDo(release.name)]) : .plan(plan)
    }

    private func upgradePlan(to release: Release, _ inspection: Inspection, _ schedule: Schedule) -> Plan {
        let uncovered = inspection.changing.filter { schedule.uncovered.contains($0.id) }
        let bystanders = inspection.bystanders + uncovered.map { Bystander(host: $0.host, reason: .notSelected) }
        return Plan(
            purpose: .upgrade, network: network.id, service: service, release: release,
            hosts: inspection.changing.filter { !schedule.uncovered.contains($0.id) },
            bystanders: bystanders.sorted { $0.host.id < $1.host.id }, outsidePower: network.outsidePower,
            phases: schedule.phases, deadlines: policy.deadlines, budget: policy.budget, waivers: waivers,
            configuration: configuration?.recipe)
    }
}

/// Why a host could not be looked at, in the words of who tried.
public struct Unreachable: Error, Sendable, Equatable {
    public let reason: String
    /// True when the host answers, but is not the one that is known or does not let us in: never a matter of a budget.
    public let isBarred: Bool

    public init(reason: String, isBarred: Bool = false) {
        self.reason = reason
        self.isBarred = isBarred
    }
}
