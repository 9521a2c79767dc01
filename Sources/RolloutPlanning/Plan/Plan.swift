public import FleetModel

/// What a run will do, on which host, in which order. A run executes exactly its plan: it may wait, retry, skip or stop,
/// but never adds, widens or reorders. Whoever holds a plan needs nothing else to resume it.
public struct Plan: Sendable, Codable, Equatable {
    public let purpose: Purpose
    public let network: NetworkID
    public let service: Service
    /// The release to put on the hosts; for a rollback, the one that most of them go back to.
    public let release: Release
    /// The hosts to change, in order of their ids.
    public let hosts: [PlannedHost]
    /// Nodes of the network which are not changed; they are watched, and count for quorum.
    public let bystanders: [Bystander]
    public let outsidePower: VotingPower
    public let phases: [PlannedPhase]
    public let deadlines: Deadlines
    public let budget: FailureBudget
    public let waivers: [Waiver]
    /// How the nodes' configurations are made; nil when this run makes none.
    public let configuration: ConfigurationRecipe?

    init(
        purpose: Purpose, network: NetworkID, service: Service, release: Release, hosts: [PlannedHost],
        bystanders: [Bystander], outsidePower: VotingPower, phases: [PlannedPhase], deadlines: Deadlines,
        budget: FailureBudget, waivers: [Waiver], configuration: ConfigurationRecipe? = nil
    ) {
        self.purpose = purpose
        self.network = network
        self.service = service
        self.release = release
        self.hosts = hosts
        self.bystanders = bystanders
        self.outsidePower = outsidePower
        self.phases = phases
        self.deadlines = deadlines
        self.budget = budget
        self.waivers = waivers
        self.configuration = configuration
    }

    /// The whole chain's power: the inventory's and what is outside of it.
    public var totalPower: VotingPower {
        networkHosts.reduce(outsidePower) { $0 + $1.votingPower }
    }

    /// Every node of the network, changed or not.
    public var networkHosts: [Host] { hosts.map(\.host) + bystanders.map(\.host) }

    /// True when any host's configuration is in the plan's hands.
    public var configuresHosts: Bool { configuration != nil || hosts.contains { $0.configuration != nil } }

    public func waiver(for guarded: WaivableGuard) -> Waiver? { waivers.first { $0.waives == guarded } }
}

/// Why a run exists; it decides what a failure leads to.
public enum Purpose: String, Sendable, Codable {
    /// Forward to a release: a failed host goes back, a failed first phase takes all back, a later one holds.
    case upgrade
    /// Back to the previous release, as parallel as quorum allows: a failed host is left to a person, the others go on.
    case emergencyRollback = "emergency-rollback"
}

/// A host that a plan changes.
public struct PlannedHost: Sendable, Codable, Equatable {
    public let host: Host
    /// What runs there now, and where a failure goes back to.
    public let from: ReleaseReference
    public let to: ReleaseReference
    /// The run that may have it in the middle of a change, and that this one takes over from.
    public let leftBy: RunID?
    /// What becomes of its configuration; nil leaves it alone.
    public let configuration: ConfigurationChange?

    public init(
        host: Host, from: ReleaseReference, to: ReleaseReference, leftBy: RunID? = nil,
        configuration: ConfigurationChange? = nil
    ) {
        self.host = host
        self.from = from
        self.to = to
        self.leftBy = leftBy
        self.configuration = configuration
    }
    public var id: HostID { host.id }

    /// True when any file of the configuration is to be another one.
    public var changesConfiguration: Bool { configuration?.isChange == true }
}

/// A node of the network that a plan leaves alone.
public struct Bystander: Sendable, Codable, Equatable {
    public enum Reason: Sendable, Codable, Equatable {
        case alreadyThere
        case unreachable(String)
        case notSelected
    }
    public let host: Host
    public let reason: Reason

    public init(host: Host, reason: Reason) {
        self.host = host
        self.reason = reason
    }
}

/// One phase of a plan.
public struct PlannedPhase: Sendable, Codable, Equatable {
    public let name: PhaseName
    /// Cumulative, in per cent.
    public let coverage: Int
    /// How many nodes of the network have the release when the phase is done.
    public let coveredNodes: Int
    /// One batch after the other; the hosts of a batch at the same time.
    public let batches: [[HostID]]
    public let bake: TimeSpan
    /// Quorum when the heaviest batch is down.
    public let worstQuorum: QuorumFigures
    /// What the phase is judged by besides the health of its nodes; nil when nothing is.
    public let gates: [GateChoice]?

    public var hosts: [HostID] { batches.flatMap(\.self) }
}

/// A guard that a person may waive by name, with a reason; one waiver never opens another guard.
public enum WaivableGuard: String, Sendable, Codable, CaseIterable {
    case quorum
}

/// A person's recorded decision to go on without a guard.
public struct Waiver: Sendable, Codable, Equatable {
    public let waives: WaivableGuard
    public let reason: String

    public init(waives: WaivableGuard, reason: String) {
        self.waives = waives
        self.reason = reason
    }
}
