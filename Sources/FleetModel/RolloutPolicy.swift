/// What a playbook says about going forward: phases, deadlines and how much may fail.
public struct RolloutPolicy: Sendable, Codable, Equatable {
    public let phases: [PhaseSpecification]
    public let deadlines: Deadlines
    public let budget: FailureBudget
    /// How the nodes' configurations are made; nil leaves them alone.
    public let configuration: ConfigurationSpecification?

    public init(
        phases: [PhaseSpecification], deadlines: Deadlines, budget: FailureBudget,
        configuration: ConfigurationSpecification? = nil
    ) {
        self.phases = phases
        self.deadlines = deadlines
        self.budget = budget
        self.configuration = configuration
    }

    /// The seeds' phases: 10 % for 2 h, 25 % for 6 h, 75 % for 24 h, all for 24 h (seed 004).
    public static let standard = RolloutPolicy(
        phases: [
            PhaseSpecification(name: "canary", coverage: 10, bake: .seconds(2 * 3600), batch: 1),
            PhaseSpecification(name: "gradual", coverage: 25, bake: .seconds(6 * 3600), batch: 1),
            PhaseSpecification(name: "majority", coverage: 75, bake: .seconds(24 * 3600), batch: 2),
            PhaseSpecification(name: "full", coverage: 100, bake: .seconds(24 * 3600), batch: 2),
        ].compactMap(\.self),
        deadlines: .standard, budget: .none)
}

/// One phase as a person writes it.
public struct PhaseSpecification: Sendable, Codable, Equatable {
    public let name: PhaseName
    /// Cumulative share of the network's nodes, in per cent, 1 … 100.
    public let coverage: Int
    /// How long the phase must stay healthy after its last host, as covered time.
    public let bake: TimeSpan
    /// The most hosts changed at the same time, at least 1.
    public let batch: Int
    /// What the phase is judged by besides the health of its nodes; nil when nothing is. Not written when there is none, so
    /// that what was written before there were gates reads and digests as ever.
    public let gates: [GateChoice]?

    /// Nil for a name, coverage or batch outside its range.
    public init?(name: String, coverage: Int, bake: TimeSpan, batch: Int, gates: [GateChoice]? = nil) {
        guard let name = PhaseName(rawValue: name), (1...100).contains(coverage), batch >= 1 else { return nil }
        self.name = name
        self.coverage = coverage
        self.bake = bake
        self.batch = batch
        self.gates = gates?.isEmpty == true ? nil : gates
    }
}

/// The clocks of a rollout.
public struct Deadlines: Sendable, Codable, Equatable {
    /// From a host's stop until it is healthy.
    public let healthy: TimeSpan
    /// From a host's start on the way back until it is well again; short, for it bounds the worst case of a rollback.
    public let recovery: TimeSpan
    /// The longest a run may go without a host or a bake moving on.
    public let progress: TimeSpan
    /// How long a host must be healthy without a break.
    public let minimumHealthy: TimeSpan
    /// The longest stretch without a sample that a bake outlives.
    public let maximumGap: TimeSpan
    /// Between two looks at a node.
    public let poll: TimeSpan

    public init(
        healthy: TimeSpan, recovery: TimeSpan, progress: TimeSpan, minimumHealthy: TimeSpan, maximumGap: TimeSpan,
        poll: TimeSpan
    ) {
        self.healthy = healthy
        self.recovery = recovery
        self.progress = progress
        self.minimumHealthy = minimumHealthy
        self.maximumGap = maximumGap
        self.poll = poll
    }

    /// 5 min, 30 s, 10 min, 30 s (seed 002's sync wait), 5 min, 2 s (a block).
    public static let standard = Deadlines(
        healthy: .seconds(300), recovery: .seconds(30), progress: .seconds(600), minimumHealthy: .seconds(30),
        maximumGap: .seconds(300),
        poll: .seconds(2))

    /// How long a change that nobody confirms or renews stands until its host undoes it by itself: longer than a healthy host
    /// may take, so that one with a bad line is not taken back for it.
    public var deadman: TimeSpan { .milliseconds(healthy.milliseconds * 3 / 2) }

    /// How often the undo of a host under way is put off: often enough that a few lost calls do not matter.
    public var deadmanRenewal: TimeSpan { .milliseconds(min(max(deadman.milliseconds / 8, 1000), 30_000)) }

    /// The oldest a look at a node may be and still speak for its voting power: three polls, and never below a second.
    public var maximumPowerAge: TimeSpan { max(poll * 3, .seconds(1)) }
}

/// How much may go wrong before a rollout refuses or holds; a limit is *exceeded*, not reached.
public struct FailureBudget: Sendable, Codable, Equatable {
    public let failedHosts: Int
    public let unreachableHosts: Int

    public init(failedHosts: Int, unreachableHosts: Int) {
        self.failedHosts = failedHosts
        self.unreachableHosts = unreachableHosts
    }

    public static let none = FailureBudget(failedHosts: 0, unreachableHosts: 0)
}
