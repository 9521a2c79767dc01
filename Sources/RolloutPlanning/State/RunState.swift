public import FleetModel

/// The state of a run: the fold of its records, nothing else. Two folds of the same records are equal.
public struct RunState: Sendable, Equatable {
    /// Why no new host may be started.
    public enum Pause: Sendable, Equatable {
        case halted(by: String, reason: String)
        case held(String)
    }

    public let id: RunID
    public let plan: Plan
    public let planDigest: Digest
    /// The run that this one took over from.
    public let supersedes: RunID?
    /// Controller processes of this run, oldest first. Fences name one of them.
    public private(set) var processes: [Nonce] = []
    /// The phase with which the newest process ends.
    public private(set) var through: PhaseName?
    public private(set) var hosts: [HostID: HostProgress]
    public private(set) var startedPhases: Set<PhaseName> = []
    public private(set) var passedPhases: Set<PhaseName> = []
    /// Covered time of the current phase's bake.
    public private(set) var bakeCovered = TimeSpan.zero
    public private(set) var pause: Pause?
    /// Why everything goes back, when it does.
    public private(set) var turnedBecause: String?
    public private(set) var ended: RunEnded?

    /// Folds records, oldest first. Nil unless the first one is the plan.
    public init?(id: RunID, records: some Sequence<RolloutRecord>) {
        var state: RunState?
        for record in records {
            if case .runPlanned(let planned) = record {
                state = RunState(id: id, planned: planned)
            } else {
                state?.apply(record)
            }
        }
        guard let state else { return nil }
        self = state
    }

    private init(id: RunID, planned: RunPlanned) {
        self.id = id
        plan = planned.plan
        planDigest = planned.planDigest
        supersedes = planned.supersedes
        hosts = Dictionary(planned.plan.hosts.map { ($0.id, HostProgress()) }) { first, _ in first }
        for host in plan.hosts {
            // Nothing is staged for a rollback: what it needs is proven to be there before it is planned.
            if plan.purpose == .emergencyRollback { hosts[host.id]?.reached = .staged }
            if host.leftBy != nil { hosts[host.id]?.isInHand = true }
        }
    }

    /// The first phase that has not passed.
    public var currentPhase: PlannedPhase? { plan.phases.first { !passedPhases.contains($0.name) } }

    /// True once any host's service may have been touched.
    public var hasTouchedHosts: Bool { hosts.values.contains(where: \.isTouched) }

    /// Hosts whose service this run may be stopping or starting, or has left in between.
    public var movingHosts: Set<HostID> { Set(hosts.filter(\.value.isInHand).keys) }

    public mutating func apply(_ record: RolloutRecord) {
        switch record {
        case .runPlanned: break
        case .runStarted(let body):
            processes.append(body.process)
            through = body.through
        case .runHalted(let body): pause = .halted(by: body.by, reason: body.reason)
        case .runHeld(let body): pause = pause ?? .held(body.reason)
        case .runReleased: pause = nil
        case .runTurned(let body): turnedBecause = body.reason
        case .runEnded(let body): ended = body
        case .fenceAcquired(let body): hosts[body.host]?.token = body.token
        case .phaseStarted(let body): startedPhases.insert(body.phase)
        case .bakeCovered(let body): bakeCovered = body.total
        case .bakeBroken: bakeCovered = .zero
        case .phasePassed(let body):
            passedPhases.insert(body.phase)
            bakeCovered = .zero
        case .stepIntended, .stepEnded, .hostVerified, .hostTurned, .hostClosed, .hostReopened, .undoFired:
            applyToHost(record)
        }
    }

    private mutating func applyToHost(_ record: RolloutRecord) {
        switch record {
        case .stepIntended(let body): hosts[body.host]?.apply(body)
        case .stepEnded(let body): hosts[body.host]?.apply(body)
        case .hostVerified(let body): hosts[body.host]?.reached = .verified
        case .hostTurned(let body): hosts[body.host]?.turn(because: body.reason)
        case .hostClosed(let body): hosts[body.host]?.close(body.end)
        case .hostReopened(let body): hosts[body.host]?.reopen()
        case .undoFired(let body): hosts[body.host]?.apply(body)
        default: break
        }
    }
}
