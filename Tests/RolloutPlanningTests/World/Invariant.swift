/// What must hold after every event, by the names of the reliability reference.
enum Invariant: String {
    case foldIsState = "the state is the fold of the records"
    case intentFirst = "I-18: every act is preceded by a durable intent"
    case settleFirst = "I-19: a lost reply is settled before anything else happens on that host"
    case oneAtATime = "a host does one thing at a time"
    case quorum = "I-4: no stop takes the online power to two thirds or below"
    case chainLives = "promise 2: a stop never halts a chain that was alive"
    case phaseOrder = "I-6: no host of a phase is touched before the phase before it has passed"
    case batchLimit = "I-5: hosts in flight are one batch of the plan"
    case stagedFirst = "everything is staged everywhere before the first stop"
    case fence = "I-17: a step carries the token that this process holds"
    case health = "I-27: committed only after unbroken health"
    case sticky = "I-24: nothing new is begun after a halt, a hold, an interrupt or a turn"
    case oneEnd = "I-22: every host ends exactly once"
    case truth = "what the records say of a host is true of the host"
    case bake = "a bake counts no time from before the last bad look"
    case effects = "records come first, the finish last, and nothing after it"
    case liveness = "I-32: when faults stop, the run ends or says what it waits for"
}

/// One of them does not hold.
struct InvariantBroken: Error, CustomStringConvertible {
    let invariant: Invariant
    let detail: String

    init(_ invariant: Invariant, _ detail: String) {
        self.invariant = invariant
        self.detail = detail
    }
    var description: String { "\(invariant.rawValue): \(detail)" }
}
