import FleetModel

/// When this process last put off the undo of which host.
struct Renewals: Sendable {
    var last: [HostID: Moment] = [:]
    var underWay: Set<HostID> = []
}

extension RolloutMachine {
    /// What the host does by itself if nobody comes back: to the release that a failure of this run would go back to. In an
    /// emergency that is the destination itself.
    func undo(of host: HostID) -> Undo? {
        guard let planned = planned(host) else { return nil }
        if state.plan.purpose == .emergencyRollback { return .switchTo(planned.to) }
        return state.plan.release.mayBreakState == true
            ? .stop(unlessStillOn: planned.from) : .switchTo(planned.from)
    }

    /// Puts off the undo of every host under way, as long as this process lives and watches.
    ///
    /// What is asked of a host on which nothing is armed yet costs a call and no more.
    mutating func renewUndos(at now: Moment) {
        for host in order {
            // Few hosts are under way at a time, so that is asked first.
            guard let progress = state.hosts[host], progress.isInHand, progress.isOpen, fences.held.contains(host),
                !renewals.underWay.contains(host)
            else { continue }
            if let last = renewals.last[host], now - last < state.plan.deadlines.deadmanRenewal { continue }
            renewals.last[host] = now
            renewals.underWay.insert(host)
            perform(.renew(host, token: progress.token))
        }
    }

    /// True when the answer is news.
    mutating func renewed(_ host: HostID, _ reply: RenewReply) -> Bool {
        guard renewals.underWay.remove(host) != nil, case .fired = reply else { return false }
        hostHasUndone(host)
        return true
    }

    /// The host has taken its fence to undo its change. It is taken back before anything else happens there, and then tells
    /// what it did.
    mutating func hostHasUndone(_ host: HostID) {
        guard state.hosts[host]?.isOpen == true else { return }
        fences.held.remove(host)
        contacts[host] = nil
        watches[host] = nil
    }

    /// Its fence is ours again. What was undone for want of a controller is no failure: the host goes through its change
    /// once more, or, on its way back, is where it was to go already.
    mutating func tookUndone(_ host: HostID, _ fired: FiredUndo, at now: Moment) {
        guard let progress = state.hosts[host], progress.isOpen, progress.isInHand, fired.run == state.id.rawValue
        else {
            return
        }
        let isThere = fired.hasSwitched && isOnWayBack(host)
        // A host tells it to everybody who takes its fence until its next stop: once is enough.
        let isTold =
            progress.comebacks > 0 && progress.outstanding == nil && progress.reached == (isThere ? .started : .staged)
        guard !isTold else { return }
        record(.undoFired(UndoFired(host: host, isThere: isThere)))
        guard state.hosts[host].map({ $0.comebacks > RolloutMachine.maximumComebacks }) == true else { return }
        fail(host, "its dead-man switch undid the change again and again", at: now)
    }
}
