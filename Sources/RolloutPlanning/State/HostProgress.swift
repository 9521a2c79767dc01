public import FleetModel

/// How far one host has come. Changed by records alone.
public struct HostProgress: Sendable, Equatable {
    /// The last thing that is known to be done, in the order in which things are done.
    public enum Milestone: Int, Sendable, Comparable {
        case planned, staged, stopped, switched, started, verified, committed
        public static func < (left: Milestone, right: Milestone) -> Bool { left.rawValue < right.rawValue }
    }

    /// A step which was announced and whose end is not recorded.
    public struct Outstanding: Sendable, Equatable {
        public let step: Step
        public let nonce: Nonce
        /// True when a stop had been announced before this step was: whatever it ends as, the host is not as it was found.
        let wasTouched: Bool
    }

    public internal(set) var reached = Milestone.planned
    public internal(set) var isGoingBack = false
    /// Why it goes or went back.
    public internal(set) var wentBackBecause: String?
    public internal(set) var outstanding: Outstanding?
    public internal(set) var end: HostEnd?
    /// The fence token that this run holds on the host; zero before the first.
    public internal(set) var token: UInt64 = 0
    /// True once a stop was announced: the service, its link or its state may differ from what was found.
    public internal(set) var isTouched = false
    /// True from a stop, of this run or of the one that it takes over from, until the host is proven to be well, and for
    /// one that needs a person.
    public internal(set) var isInHand = false
    /// How often the change had to begin anew: the service was found running again between its stop and the switch, or the
    /// host had undone the change. Counted anew for the way back, and after a person has taken the host up again.
    public internal(set) var comebacks = 0

    public var isOpen: Bool { end == nil }

    /// True while the host is between its stop by this run and its end.
    public var isInFlight: Bool { isOpen && isInHand && isTouched }

    /// True while nobody can know what the service does, whatever was seen of it: its power counts as down. A host that
    /// stands before its stop with nothing under way is not among them; what is seen of it is true.
    public var countsAsDown: Bool { isInHand && !(isOpen && reached == .staged && outstanding == nil) }

    mutating func apply(_ intended: StepIntended) {
        outstanding = Outstanding(step: intended.step, nonce: intended.nonce, wasTouched: isTouched)
        guard intended.step == .stop else { return }
        isTouched = true
        isInHand = true
    }

    mutating func apply(_ ended: StepEnded) {
        guard let step = outstanding, step.nonce == ended.nonce else { return }
        outstanding = nil
        guard case .done = ended.result else {
            // A refusal changed nothing, so a host whose first stop was refused is as it was found.
            if case .refused = ended.result, ended.step == .stop, !step.wasTouched {
                (isTouched, isInHand) = (false, false)
            }
            if ended.foundItRunning {
                reached = .staged
                comebacks += 1
            }
            return
        }
        switch ended.step {
        case .stage: reached = .staged
        case .stop: reached = .stopped
        case .switchOver: reached = .switched
        case .start: reached = .started
        case .commit: reached = .committed
        }
    }

    mutating func apply(_ fired: UndoFired) {
        outstanding = nil
        reached = fired.isThere ? .started : .staged
        comebacks += 1
    }

    mutating func turn(because reason: String) {
        isGoingBack = true
        wentBackBecause = reason
        end = nil
        outstanding = nil
        reached = .staged
        comebacks = 0
    }

    /// Nobody knows what happened to the host meanwhile (it may have been rebooted, and its service started), so it goes
    /// through its change again from the stop. A step whose end is not known is settled first.
    mutating func reopen() {
        end = nil
        comebacks = 0
        if outstanding == nil { reached = min(reached, .staged) }
    }

    mutating func close(_ end: HostEnd) {
        self.end = end
        switch end {
        case .committed, .reverted: isInHand = false
        case .untouched, .needsOperator: break
        }
    }
}

extension HostProgress {
    /// The word for this on screens (DESIGN's host states).
    public var stateName: String {
        switch end {
        case .committed: return "committed"
        case .reverted: return "reverted"
        case .untouched: return "skipped"
        case .needsOperator: return "needs-operator"
        case nil: break
        }
        if isGoingBack { return "reverting" }
        if outstanding?.step == .stop { return "stopping" }
        return switch reached {
        case .planned: "pending"
        case .staged: "staged"
        case .stopped: "stopping"
        case .switched: outstanding == nil ? "switched" : "starting"
        case .started, .verified, .committed: "verifying"
        }
    }
}
