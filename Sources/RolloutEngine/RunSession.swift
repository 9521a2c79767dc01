import FleetModel
import HostSteps
import RolloutPlanning

/// One process's work on one run: the machine, and what is under way.
struct RunSession {
    private let engine: RolloutEngine
    private var machine: RolloutMachine
    private let hosts: [HostID: Host]
    private let performer: StepPerformer
    /// Tokens taken by this process.
    private var tokens: [HostID: UInt64] = [:]
    private var uploading: Set<Nonce> = []
    private var waitingUploads: [StepOrder] = []
    private var toRelease: [HostID] = []
    private var interruptionsSeen = 0

    init(engine: RolloutEngine, state: RunState, process: Nonce, takingOver: [Nonce]) {
        self.engine = engine
        machine = RolloutMachine(state: state, process: process)
        hosts = Dictionary(state.plan.networkHosts.map { ($0.id, $0) }) { first, _ in first }
        let identity = HostScripts.Identity(run: state.id, process: process, planDigest: state.planDigest)
        performer = StepPerformer(
            remote: engine.remote, plan: state.plan, identity: identity,
            known: Array(state.processes.suffix(StepPerformer.maximumKnownProcesses)) + takingOver)
    }

    var ending: Ending? { machine.ending }

    mutating func handle(_ event: Event, in group: inout TaskGroup<Event>) async throws(LedgerFailure) {
        if case .fence(let host, .acquired(let token, _)) = event { tokens[host] = token }
        try await step(event, in: &group)
        guard case .tick = event else { return }
        for request in try await pendingRequests() { try await step(.request(request), in: &group) }
        engine.observer.passed(machine, at: engine.environment.now())
    }

    private mutating func step(_ event: Event, in group: inout TaskGroup<Event>) async throws(LedgerFailure) {
        for effect in machine.handle(event, at: engine.environment.now()) {
            switch effect {
            case .append(let records):
                try await engine.ledger.append(records, to: machine.state.id)
                engine.observer.recorded(records, by: machine, at: engine.environment.now())
            case .acquireFence(let host): acquire(host, in: &group)
            case .perform(let order): perform(order, in: &group)
            case .settle(let order): settle(order, in: &group)
            case .renew(let host, let token): renewUndo(host, token, in: &group)
            case .releaseFences(let hosts): toRelease = hosts
            case .finish: break
            }
        }
    }

    // MARK: - Effects

    private func acquire(_ id: HostID, in group: inout TaskGroup<Event>) {
        guard let host = hosts[id] else { return }
        let floor = machine.state.hosts[id]?.token ?? 0
        let nonce = engine.environment.makeNonce()
        group.addTask { [performer] in .fence(id, await performer.acquire(host, nonce: nonce, floor: floor)) }
    }

    private mutating func perform(_ order: StepOrder, in group: inout TaskGroup<Event>) {
        if order.step == .stage {
            guard uploading.count < RolloutEngine.maximumUploads else { return waitingUploads.append(order) }
            uploading.insert(order.nonce)
        }
        guard let host = hosts[order.host] else { return }
        // On every way back `previous` stays: nobody may come to the bad release by going back once more.
        let isGoingBack =
            machine.state.plan.purpose == .emergencyRollback || machine.state.hosts[order.host]?.isGoingBack == true
        group.addTask { [performer] in
            .step(order.host, order.nonce, await performer.perform(order, on: host, isGoingBack: isGoingBack))
        }
    }

    private func settle(_ order: StepOrder, in group: inout TaskGroup<Event>) {
        guard let host = hosts[order.host] else { return }
        group.addTask { [performer] in .settled(order.host, order.nonce, await performer.settle(order, on: host)) }
    }

    private func renewUndo(_ id: HostID, _ token: UInt64, in group: inout TaskGroup<Event>) {
        guard let host = hosts[id] else { return }
        let nonce = engine.environment.makeNonce()
        group.addTask { [performer] in .renewed(id, await performer.renew(host, nonce: nonce, token: token)) }
    }

    /// Lets go of what this process holds. Best effort: a fence that stays held is taken by the next run of this ledger.
    func releaseFences() async {
        await withTaskGroup { group in
            for id in toRelease {
                guard let host = hosts[id], let token = tokens[id] else { continue }
                let nonce = engine.environment.makeNonce()
                group.addTask { [performer] in await performer.release(host, nonce: nonce, token: token) }
            }
        }
    }

    // MARK: - What keeps a run alive

    func startSampling(in group: inout TaskGroup<Event>) {
        for host in hosts.values { sample(host, after: .zero, in: &group) }
        tick(in: &group)
    }

    /// Some events call for their successor.
    mutating func renew(_ event: Event, in group: inout TaskGroup<Event>) {
        switch event {
        case .tick: tick(in: &group)
        case .sample(let id, _):
            if let host = hosts[id] { sample(host, after: machine.state.plan.deadlines.poll, in: &group) }
        case .step(_, let nonce, _): uploadEnded(nonce, in: &group)
        default: break
        }
    }

    private func sample(_ host: Host, after pause: TimeSpan, in group: inout TaskGroup<Event>) {
        group.addTask(executorPreference: engine.environment.executor) { [engine] in
            if pause > .zero { await engine.environment.sleep(for: pause) }
            return .sample(host.id, await engine.prober.look(at: host))
        }
    }

    private func tick(in group: inout TaskGroup<Event>) {
        group.addTask(executorPreference: engine.environment.executor) { [engine] in
            await engine.environment.sleep(for: RolloutEngine.tick)
            return .tick
        }
    }

    private mutating func uploadEnded(_ nonce: Nonce, in group: inout TaskGroup<Event>) {
        guard uploading.remove(nonce) != nil, !waitingUploads.isEmpty else { return }
        perform(waitingUploads.removeFirst(), in: &group)
    }

    private mutating func pendingRequests() async throws(LedgerFailure) -> [OperatorRequest] {
        var requests = try await engine.ledger.takeRequests(for: machine.state.id).map { posted -> OperatorRequest in
            switch posted.wish {
            case .halt: .halt(by: posted.by, reason: posted.reason)
            case .yield: .yield(to: posted.by)
            }
        }
        if engine.interruptions.count > interruptionsSeen {
            interruptionsSeen = engine.interruptions.count
            requests.append(.interrupt)
        }
        return requests
    }
}
