import FleetModel
import RolloutPlanning

/// What goes wrong in one simulated run. Nothing here is random: a seed or a story fills it in.
struct Faults {
    /// Which attempt at which step of which host, counted from 1.
    struct Attempt: Hashable {
        let host: HostID
        let step: Step
        let number: Int
    }

    /// What happens to one attempt at a step.
    enum StepFault: CaseIterable {
        case refused, failedBefore, failedAfter
        /// It happened, and nobody heard.
        case lostApplied
        /// It did not happen, and nobody knows.
        case lostNotApplied
        /// It happened, and the host died before it noted the outcome.
        case lostOutcome
        /// Nobody heard, and it happens some seconds later.
        case lostLate
        case notBegun
    }

    /// A time during which something of a host is away; in virtual milliseconds.
    struct Outage {
        enum Kind: CaseIterable {
            /// The machine is off; it comes back with its service started.
            case machine
            /// It runs, but cannot be logged in to.
            case login
            /// It runs, but its node cannot be looked at.
            case looks
        }
        let host: HostID
        let kind: Kind
        let from: Int64
        let until: Int64
        func holds(at now: Int64) -> Bool { from <= now && now < until }
    }

    /// How nodes of the new release behave.
    enum Badness: Equatable, CaseIterable {
        case good, neverHealthy, silent, wrongVersion, standsStill, flaps, sickensLater
    }

    /// Another run takes a host's fence.
    struct Theft {
        let host: HostID
        let from: Int64
        let until: Int64
    }

    /// A byte of the new release differs in a host's store, until somebody mends it.
    struct Damage {
        let host: HostID
        let from: Int64
        let until: Int64
    }

    var steps: [Attempt: StepFault] = [:]
    var damages: [Damage] = []
    var outages: [Outage] = []
    var badness = Badness.good
    /// When a release that sickens later does so, in milliseconds after its start.
    var sickAfter: Int64 = 5000
    /// The hosts on which the new release is bad; nil for all.
    var badHosts: Set<HostID>?
    var thefts: [Theft] = []
    /// Fence requests that get no answer, host by host.
    var deafFences: [HostID: Int] = [:]
    var requests: [(at: Int64, request: OperatorRequest)] = []
    var crashes: [Int64] = []

    mutating func fault(_ host: HostID, _ step: Step, _ fault: StepFault, attempt: Int = 1) {
        steps[Attempt(host: host, step: step, number: attempt)] = fault
    }

    /// A look at a node tells the truth of this moment, and hosts change only by what the controller does.
    var areTruthful: Bool { outages.isEmpty && badness == .good && thefts.isEmpty }
}
