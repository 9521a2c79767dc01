import FleetModel
import RolloutPlanning
import SeededNumbers

/// Draws a run with its faults from one seed. Printing the seed is enough to play it again.
struct Swarm {
    private var generator: SeededGenerator
    let seed: UInt64
    /// The operator stops the upgrade wherever it is, and takes everything back.
    private(set) var isTakenBack = false

    init(seed: UInt64) {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    /// Faults may begin until then, in virtual milliseconds.
    static let span = 40_000

    mutating func makeUpgrade() -> Simulation? {
        guard let plan = makePlan() else { return nil }
        var faults = makeFaults(for: plan)
        if generator.chance(10) { addRequests(to: &faults) }
        for bystander in plan.bystanders where bystander.reason == .unreachable("timed out") {
            faults.outages.append(
                Faults.Outage(
                    host: bystander.host.id, kind: .machine, from: 0, until: generator.chance(50) ? 9000 : .max))
        }
        var options = Simulation.Options()
        options.isPhaseByPhase = generator.chance(30)
        options.maximumProcesses = plan.hosts.count * 2 + 8 + faults.crashes.count + faults.requests.count
        options.pause = generator.chance(30) ? 100 : 3000
        isTakenBack = generator.chance(10)
        if isTakenBack { options.givesUp = { $0.word == "yielded" || $0.word == "held" } }
        return Simulation(plan: plan, world: World(plan: plan, faults: faults), seed: seed, options: options)
    }

    private mutating func makePlan() -> Plan? {
        let fleet = makeFleet()
        var except: [HostID: Result<ObservedHost, Unreachable>] = [:]
        if generator.chance(15) { except[generator.one(of: fleet).id] = .success(.seen(current: new.reference)) }
        let allowsUnreachable = generator.chance(15)
        if allowsUnreachable { except[generator.one(of: fleet).id] = .failure(Unreachable(reason: "timed out")) }
        let budget = FailureBudget(
            failedHosts: generator.chance(25) ? 1 : 0, unreachableHosts: allowsUnreachable ? 1 : 0)
        let policy = RolloutPolicy.test(
            makePhases(), bake: .seconds(Int64(generator.number(in: 0...3))), budget: budget)
        let outside = VotingPower(clamping: generator.chance(50) ? 0 : UInt64(generator.number(in: 1...6)))
        for waivers in [[], [quorumWaiver]] {
            let answer = planning(fleet, policy: policy, outside: outside, waivers: waivers, except: except)
            if let plan = answer.plan { return plan }
        }
        return nil
    }

    private mutating func makeFleet() -> [Host] {
        let count = generator.number(in: 1...6)
        let isEqual = generator.chance(50)
        return hosts(count).map { given in
            let power: UInt64 = isEqual ? 1 : UInt64(generator.number(in: 0...4))
            return host(given.id, power: VotingPower(clamping: power), isCanary: generator.chance(15))
        }
    }

    private mutating func makePhases() -> [(name: String, coverage: Int, batch: Int)] {
        switch generator.number(in: 0...2) {
        case 0: [("all", 100, generator.number(in: 1...3))]
        case 1: [("canary", 25, 1), ("full", 100, generator.number(in: 1...4))]
        default: [("canary", 10, 1), ("half", 50, 2), ("full", 100, generator.number(in: 1...3))]
        }
    }

    // MARK: - Faults

    private mutating func makeFaults(for plan: Plan) -> Faults {
        var faults = Faults()
        let ids = plan.networkHosts.map(\.id)
        let isStormy = generator.chance(30)
        if generator.chance(70) {
            for _ in 0..<generator.number(in: 1...(isStormy ? 12 : 3)) { addStepFault(to: &faults, ids) }
        }
        if generator.chance(40) {
            for _ in 0..<generator.number(in: 1...(isStormy ? 4 : 1)) { addOutage(to: &faults, ids) }
        }
        if generator.chance(35) {
            faults.badness = generator.one(of: Faults.Badness.allCases)
            if generator.chance(50) { faults.sickAfter = 15_000 }
            if generator.chance(50) { faults.badHosts = [generator.one(of: ids)] }
        }
        if generator.chance(15) {
            let from = Int64(generator.number(in: 0...Swarm.span))
            faults.thefts = [
                Faults.Theft(
                    host: generator.one(of: ids), from: from, until: from + Int64(generator.number(in: 1...15_000)))
            ]
        }
        if generator.chance(10) {
            let from = Int64(generator.number(in: 0...Swarm.span))
            let until = from + Int64(generator.number(in: 1...20_000))
            faults.damages = [Faults.Damage(host: generator.one(of: ids), from: from, until: until)]
        }
        if generator.chance(20) { faults.deafFences[generator.one(of: ids)] = generator.number(in: 1...4) }
        if generator.chance(40) {
            faults.crashes = (0..<generator.number(in: 1...3)).map { _ in Int64(generator.number(in: 0...Swarm.span)) }
        }
        if generator.chance(30) { addRequests(to: &faults) }
        return faults
    }

    private mutating func addStepFault(to faults: inout Faults, _ ids: [HostID]) {
        let host = generator.one(of: ids)
        let step = generator.one(of: Step.allCases)
        faults.fault(
            host, step, generator.one(of: Faults.StepFault.allCases), attempt: generator.chance(75) ? 1 : 2)
    }

    private mutating func addOutage(to faults: inout Faults, _ ids: [HostID]) {
        let from = Int64(generator.number(in: 0...Swarm.span))
        let isForEver = generator.chance(10)
        let length = Int64(
            generator.chance(50) ? generator.number(in: 100...4000) : generator.number(in: 4000...40_000))
        faults.outages.append(
            Faults.Outage(
                host: generator.one(of: ids), kind: generator.one(of: Faults.Outage.Kind.allCases), from: from,
                until: isForEver ? .max : from + length))
    }

    private mutating func addRequests(to faults: inout Faults) {
        for _ in 0..<generator.number(in: 1...2) {
            let request: OperatorRequest =
                switch generator.number(in: 0...2) {
                case 0: .halt(by: "ops", reason: "drill")
                case 1: .interrupt
                default: .yield(to: "ops")
                }
            faults.requests.append((Int64(generator.number(in: 0...Swarm.span)), request))
        }
    }
}

extension Swarm {
    /// Plays the seed's upgrade, and if it stays open takes everything back in an emergency.
    static func play(seed: UInt64) throws -> [Simulation] {
        var swarm = Swarm(seed: seed)
        guard let upgrade = swarm.makeUpgrade() else { return [] }
        try upgrade.play()
        try upgrade.checkEnd()
        if !swarm.isTakenBack { try upgrade.checkLiveness() }
        guard upgrade.state.ended == nil, upgrade.state.hasTouchedHosts else { return [upgrade] }
        var options = Simulation.Options()
        options.maximumProcesses = 14
        guard let emergency = upgrade.makeEmergency(seed: seed, waivers: upgrade.plan.waivers, options: options) else {
            return [upgrade]
        }
        try emergency.play()
        try emergency.checkEnd()
        try emergency.checkLiveness()
        try emergency.checkEverybodyIsBack()
        return [upgrade, emergency]
    }
}

extension Simulation {
    /// All faults were over for long: only what cannot end by itself may keep a run open.
    func checkLiveness() throws {
        guard state.ended == nil else { return }
        let isSomebodyGone = world.faults.outages.contains { $0.until == .max }
        let isReleaseBad = plan.purpose == .upgrade && world.faults.badness != .good
        // A node that a rollback had to leave out may be what keeps the chain at its limit.
        let isSomebodyLeftOut = plan.bystanders.contains { $0.reason != .alreadyThere }
        guard isSomebodyGone || isReleaseBad || isSomebodyLeftOut else {
            throw InvariantBroken(.liveness, "open without a cause: \(summary)")
        }
    }
}
