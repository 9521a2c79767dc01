import FleetModel
import RolloutPlanning
import SeededNumbers

/// One run from its plan to its end: controllers come, crash and are started again by a person, the world misbehaves, and
/// after every event all invariants are checked.
final class Simulation {
    /// Virtual milliseconds.
    private(set) var now: Int64
    var world: World
    let run: RunID
    let plan: Plan
    private(set) var ledger: [RolloutRecord]
    private(set) var endings: [Ending] = []
    private(set) var checker: Checker
    private(set) var machine: RolloutMachine?
    private(set) var processes = 0
    private(set) var appends = 0
    /// What was seen to happen, for tests of the generator: who never sees a fault tests nothing.
    var sights: Set<String> = []
    var options: Options

    var queue = EventQueue()
    private var generator: SeededGenerator
    /// Processes of others that a person was told of, and names when taking the run up.
    private var namedByPerson: [Nonce] = []
    private var pendingRequests: [(at: Int64, request: OperatorRequest)]

    /// How the people and the machine room around a run behave.
    struct Options {
        /// One process for each phase, or one for all.
        var isPhaseByPhase = false
        /// A person takes the run up again at most this often.
        var maximumProcesses = 12
        /// From a process's end until somebody takes the run up.
        var pause: Int64 = 3000
        /// The controller dies with its n-th append, counted over the whole run.
        var crashes: [CrashPoint] = []
        /// Processes of another run whose fences this one may take.
        var takingOver: [Nonce] = []
        /// Called when a process ends; true gives the run up.
        var givesUp: (Ending) -> Bool = { _ in false }
        var timeLimit: Int64 = 3_600_000
    }

    init(
        plan: Plan, world: World, run: RunID = "run", seed: UInt64 = 0, options: Options = Options(), at now: Int64 = 0
    ) {
        self.plan = plan
        self.world = world
        self.run = run
        self.options = options
        self.now = now
        generator = SeededGenerator(seed: seed)
        pendingRequests = world.faults.requests.sorted { $0.at < $1.at }
        ledger = [.runPlanned(RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))]
        guard let state = RunState(id: run, records: ledger) else { preconditionFailure("a plan makes a state") }
        checker = Checker(state: state)
        checker.take(plan.hosts.filter { $0.leftBy != nil }.map(\.id))
        queue.add(.takeUp, at: now)
        for outage in world.faults.outages where outage.kind == .machine && outage.until < .max {
            queue.add(.boot(outage.host), at: outage.until)
        }
        for damage in world.faults.damages {
            queue.add(.damage(damage.host), at: damage.from)
            queue.add(.mending(damage.host), at: damage.until)
        }
        for theft in world.faults.thefts {
            queue.add(.theft(theft.host), at: theft.from)
            queue.add(.theftEnds(theft.host), at: theft.until)
        }
        for crash in world.faults.crashes { queue.add(.crash, at: crash) }
    }

    var state: RunState { checker.shadow }

    /// Runs until the run has ended, nobody takes it up any more, or the time limit is reached.
    func play() throws {
        while let item = queue.next() {
            now = max(now, item.at)
            if now > options.timeLimit { throw InvariantBroken(.liveness, "still going at \(now) ms: \(summary)") }
            if item.epoch != 0 && item.epoch != processes { try leftOver(item.happening) } else { try happen(item) }
            if machine == nil && (state.ended != nil || processes >= options.maximumProcesses) { return }
            if machine == nil, let last = endings.last, options.givesUp(last) { return }
        }
    }

    var summary: String {
        let hosts = state.hosts.sorted { $0.key < $1.key }.map { id, host in
            "\(id) \(host.stateName) \(host.reached) \(host.end.map { "\($0)" } ?? "") \(machine?.explanation(of: id) ?? "")"
        }
        return """
            process \(processes), endings \(endings), pause \(state.pause as Any), turned \(state.turnedBecause as Any)
            \(hosts.joined(separator: "\n"))
            """
    }

    /// Steps of another run that are still on their way when this one begins.
    func inherit(_ acts: [EventQueue.Item]) {
        for item in acts { queue.add(item.happening, at: item.at, epoch: -1) }
    }

    // MARK: - Controllers

    private func takeUp() throws {
        guard machine == nil, state.ended == nil, processes < options.maximumProcesses else { return }
        processes += 1
        let process = Nonce(stringLiteral: "\(run)-p\(processes)")
        let current = plan.phases.firstIndex { $0.name == state.currentPhase?.name } ?? plan.phases.count - 1
        let goal = plan.phases[options.isPhaseByPhase ? current : plan.phases.count - 1].name
        var opening: [RolloutRecord] = state.pause == nil ? [] : [.runReleased(RunReleased(by: "test"))]
        opening.append(.runStarted(RunStarted(process: process, through: goal, by: "test")))
        ledger += opening
        checker.restart(recording: opening)
        guard let folded = RunState(id: run, records: ledger) else { preconditionFailure("a plan makes a state") }
        guard folded == state else { throw InvariantBroken(.foldIsState, "folding the ledger anew differs") }
        machine = RolloutMachine(state: folded, process: process)
        for (index, host) in world.order.enumerated() {
            queue.add(.look(host), at: now + 40 + Int64(index) * 7, epoch: processes)
        }
        queue.add(.tick, at: now + 250, epoch: processes)
        try tell(.began)
    }

    /// Whoever is told that it does not go on waits before trying again, and longer each time.
    private func processEnds(with ending: Ending) {
        machine = nil
        endings.append(ending)
        sights.insert("ending: \(ending.word)")
        let isStuck = if case .phasePassed = ending { false } else { true }
        queue.add(.takeUp, at: now + options.pause + (isStuck ? Int64(processes) * 1000 : 0))
    }

    /// The controller dies: nobody hears of what is under way.
    func crash(losing inFlight: CrashPoint.InFlight) {
        guard machine != nil else { return }
        for progress in state.hosts.values { sights.insert("crash: \(progress.stateName)") }
        if inFlight == .lost {
            let epoch = processes
            queue.drop { item in
                if case .act = item.happening { item.epoch == epoch } else { false }
            }
        }
        machine = nil
        queue.add(.takeUp, at: now + (inFlight == .racing ? 1 : options.pause))
    }

    private func tell(_ event: Event) throws {
        guard let effects = machine?.handle(event, at: Moment(milliseconds: now)), let machine else { return }
        try checker.check(event, effects, machine, at: now)
        try checkVerified(in: effects)
        for effect in effects {
            perform(effect)
            guard case .append = effect, let point = options.crashes.first(where: { $0.append == appends }) else {
                continue
            }
            if point.isBeforeActing { return crash(losing: point.inFlight) }
        }
        if let ending = machine.ending {
            return processEnds(with: ending)
        }
        if case .append? = effects.first, let point = options.crashes.first(where: { $0.append == appends }) {
            crash(losing: point.inFlight)
        }
    }

    private func perform(_ effect: Effect) {
        guard let machine else { return }
        let actor = SimulatedHost.Actor(run: run, process: machine.state.processes.last ?? "none")
        switch effect {
        case .append(let records):
            ledger += records
            appends += 1
            for case .stepIntended(let body) in records {
                if let ground = body.ground { sights.insert("ground: \(ground)") }
            }
        case .acquireFence(let host):
            let floor = machine.state.hosts[host]?.token ?? 0
            let known = machine.state.processes + options.takingOver + namedByPerson
            later(.acquire(host, by: actor, known: known, floor: floor))
        case .perform(let order):
            let isGoingBack = machine.state.hosts[order.host]?.isGoingBack == true
            later(.act(order, by: actor, isGoingBack: isGoingBack, isLate: false))
        case .settle(let order): later(.settle(order, by: actor))
        case .renew(let host, let token): later(.renew(host, by: actor, token: token))
        case .releaseFences(let hosts): for host in hosts { world.hosts[host]?.release(actor) }
        case .finish: break
        }
    }

    private func later(_ happening: Happening) {
        queue.add(happening, at: now + Int64(generator.number(in: 20...300)), epoch: processes)
    }

    // MARK: - What happens

    /// What a process that is gone had set going: steps still act on their hosts, and nobody hears.
    private func leftOver(_ happening: Happening) throws {
        if case .act(let order, let actor, let isGoingBack, _) = happening {
            _ = try act(order, actor, isGoingBack, isLate: true)
        }
    }

    private func happen(_ item: EventQueue.Item) throws {
        switch item.happening {
        case .tick:
            guard machine != nil else { return }
            world.chain.grow(until: now, online: world.online(at: now))
            queue.add(.tick, at: now + 250, epoch: item.epoch)
            while let first = pendingRequests.first, first.at <= now, machine != nil {
                pendingRequests.removeFirst()
                try tell(.request(first.request))
            }
            try tell(.tick)
        case .look(let host):
            guard machine != nil else { return }
            // What is seen now is told a little later, and may be wrong by then.
            let reading = world.look(at: host, now: now)
            queue.add(.hear(host, reading), at: now + Int64(generator.number(in: 5...150)), epoch: item.epoch)
        case .acquire(let host, let actor, let known, let floor):
            let reply = acquire(host, actor, known, floor)
            if case .changedBy(let holder) = reply, let process = Nonce(rawValue: holder.process) {
                sights.insert("changed by another")
                namedByPerson.append(process)
            }
            try tell(.fence(host, reply))
        case .act(let order, let actor, let isGoingBack, let isLate):
            let reply = try act(order, actor, isGoingBack, isLate: isLate)
            if !isLate { try tell(.step(order.host, order.nonce, reply)) }
        case .settle(let order, let actor):
            try tell(.settled(order.host, order.nonce, settle(order, actor)))
        case .renew(let host, let actor, let token): try tell(.renewed(host, renew(host, actor, token)))
        case .undo(let host, let nonce): undo(host, armedBy: nonce)
        case .hear(let host, let reading):
            queue.add(.look(host), at: now + plan.deadlines.poll.milliseconds, epoch: item.epoch)
            try tell(.sample(host, reading))
        case .boot(let host): world.boot(host, at: now)
        case .damage(let host): world.damage(host)
        case .mending(let host): world.mend(host)
        case .theft(let host):
            let token = (world.hosts[host]?.fence.token ?? 0) + 1
            world.hosts[host]?.fence = .init(token: token, run: "thief", process: "thief-p1", isHeld: true)
        case .theftEnds(let host): world.hosts[host]?.release(.init(run: "thief", process: "thief-p1"))
        case .crash: crash(losing: .applied)
        case .takeUp: try takeUp()
        }
    }

    private func acquire(
        _ host: HostID, _ actor: SimulatedHost.Actor, _ known: [Nonce], _ floor: UInt64
    ) -> FenceReply {
        if let deaf = world.faults.deafFences[host], deaf > 0 {
            world.faults.deafFences[host] = deaf - 1
            // Odd ones are taken all the same: the reply is what was lost.
            if deaf % 2 == 1 { _ = world.hosts[host]?.acquire(actor, known: known, floor: floor, at: now) }
            return .unreachable("no answer")
        }
        guard world.canLogIn(host, at: now) else { return .unreachable("timed out") }
        return world.hosts[host]?.acquire(actor, known: known, floor: floor, at: now) ?? .unreachable("no such host")
    }

    private func settle(_ order: StepOrder, _ actor: SimulatedHost.Actor) -> Finding {
        guard world.canLogIn(order.host, at: now) else { return .unreachable("timed out") }
        return world.hosts[order.host]?.settle(order, by: actor) ?? .unreachable("no such host")
    }

    private func act(
        _ order: StepOrder, _ actor: SimulatedHost.Actor, _ isGoingBack: Bool, isLate: Bool
    ) throws -> StepReply {
        guard world.canLogIn(order.host, at: now) else { return .notBegun("timed out") }
        let fault = world.fault(for: order, by: actor)
        if let fault { sights.insert("\(order.step): \(fault)") }
        switch fault {
        case .notBegun: return .notBegun("refused")
        case .lostNotApplied: return .unknown("connection lost")
        case .lostLate where !isLate:
            queue.add(.act(order, by: actor, isGoingBack: isGoingBack, isLate: true), at: now + 2500, epoch: -1)
            return .unknown("connection lost")
        default: break
        }
        let trouble: SimulatedHost.Trouble =
            switch fault {
            case .refused: .refuses
            case .failedBefore: .failsBefore
            case .failedAfter: .failsAfter
            case .lostOutcome: .losesOutcome
            default: .none
            }
        let wasLive = world.chain.isLive(online: world.online(at: now))
        let reply = world.hosts[order.host]?.perform(
            order, by: actor, isGoingBack: isGoingBack, trouble: trouble, at: now)
        if let armed = world.hosts[order.host]?.armed, armed.nonce == order.nonce {
            queue.add(.undo(order.host, armedBy: order.nonce), at: now + plan.deadlines.deadman.milliseconds)
        }
        if wasLive, order.step == .stop, world.faults.areTruthful, plan.waivers.isEmpty,
            !world.chain.isLive(online: world.online(at: now))
        {
            throw InvariantBroken(.chainLives, "\(order.host) was stopped at \(now)")
        }
        return fault == .lostApplied ? .unknown("connection lost") : reply ?? .unknown("no such host")
    }
}
