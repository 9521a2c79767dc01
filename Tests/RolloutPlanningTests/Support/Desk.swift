import FleetModel
import RolloutPlanning

/// A machine at hand: told one event after the other, with what it answered lately. For what depends on a single event;
/// whole stories are told by `Simulation`.
struct Desk {
    private(set) var machine: RolloutMachine
    private(set) var now: Int64 = 0
    private(set) var records: [RolloutRecord] = []
    /// The orders of the last event.
    private(set) var orders: [StepOrder] = []
    private(set) var settles: [StepOrder] = []
    private(set) var fences: [HostID] = []
    private(set) var effects: [Effect] = []

    /// Takes up a run of which `earlier` is recorded beside its plan.
    init(_ plan: Plan, earlier: [RolloutRecord] = [], through: PhaseName? = nil, process: Nonce = "p1") {
        let goal = through ?? plan.phases.last?.name ?? "none"
        let opening: [RolloutRecord] = [
            .runPlanned(RunPlanned(plan: plan, planDigest: new.digest, by: "test", supersedes: nil))
        ]
        let started = RolloutRecord.runStarted(RunStarted(process: process, through: goal, by: "test"))
        guard let state = RunState(id: "run", records: opening + earlier + [started]) else {
            preconditionFailure("a plan makes a state")
        }
        machine = RolloutMachine(state: state, process: process)
    }

    mutating func tell(_ event: Event, after milliseconds: Int64 = 0) {
        now += milliseconds
        effects = machine.handle(event, at: Moment(milliseconds: now))
        (orders, settles, fences) = ([], [], [])
        for effect in effects {
            switch effect {
            case .append(let new): records += new
            case .perform(let order): orders.append(order)
            case .settle(let order): settles.append(order)
            case .acquireFence(let host): fences.append(host)
            case .renew, .releaseFences, .finish: break
            }
        }
    }

    /// Begins, is given every fence, and has staged everywhere.
    mutating func stageEverywhere() {
        tell(.began)
        for host in fences { tell(.fence(host, .acquired(token: 1))) }
        for order in orders { tell(.step(order.host, order.nonce, .ended(.done))) }
    }

    /// Answers the one order of the last event.
    mutating func answer(_ result: StepResult = .done, after milliseconds: Int64 = 100) {
        guard let order = orders.first, orders.count == 1 else { return }
        tell(.step(order.host, order.nonce, .ended(result)), after: milliseconds)
    }

    /// Every node answers well, one look for each.
    mutating func look(_ reading: HealthReading = .report(version: "v3.17.0"), after milliseconds: Int64 = 0) {
        now += milliseconds
        for host in machine.state.plan.networkHosts.map(\.id) where machine.ending == nil {
            tell(.sample(host, reading))
        }
    }

    func progress(of host: HostID) -> HostProgress? { machine.state.hosts[host] }
}
