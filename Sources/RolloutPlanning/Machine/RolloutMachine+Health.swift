import FleetModel

extension RolloutMachine {
    /// Takes in one look at one node: for quorum, for the host's own verification and for the bake. True when it changes
    /// what is known of who is up.
    mutating func saw(_ host: HostID, _ reading: HealthReading, at now: Moment) -> Bool {
        let isNews = power.saw(host, isUp: reading.isUp, at: now)
        readings[host] = reading
        if let progress = state.hosts[host], progress.isOpen, let verdict = watches[host]?.saw(reading, at: now) {
            judge(host, verdict, at: now)
        }
        sawWhileBaking(host, reading, at: now)
        return isNews
    }

    private mutating func judge(_ host: HostID, _ verdict: HealthWatch.Verdict, at now: Moment) {
        switch verdict {
        case .watching(let words): waitingFor[host] = .health(words)
        case .passed(let covered, let height):
            lastProgress = now
            watches[host] = nil
            provenHealthy.insert(host)
            record(.hostVerified(HostVerified(host: host, healthyFor: covered, height: height)))
        case .failed(let reason): fail(host, reason, at: now)
        }
    }

    /// A committed host that says another version is not well, however it feels: somebody has changed it.
    private func heldToVersion(_ host: HostID, _ reading: HealthReading) -> HealthReading {
        guard state.hosts[host]?.end == .committed, case .answered(let report) = reading, report.complaint == nil,
            let release = planned(host)?.to.name, !release.isSaid(by: report.version)
        else { return reading }
        return .silent("says it is \(report.version), not \(release)")
    }

    // MARK: - Bake

    /// Starts and ends the bake of a phase whose hosts are all done.
    mutating func bakePhase(_ phase: PlannedPhase, at now: Moment) {
        guard phase.bake > .zero, state.bakeCovered < phase.bake else { return passPhase(phase) }
        guard let watch = bake else {
            let covered = order.filter { state.hosts[$0]?.end == .committed }
            if covered.isEmpty { return passPhase(phase) }
            unrecordedBake = .zero
            bake = BakeWatch(hosts: covered, policy: state.plan.deadlines, at: now)
            return
        }
        if watch.openFor(at: now) > state.plan.deadlines.maximumGap { holdBlindBake(of: phase) }
    }

    private mutating func passPhase(_ phase: PlannedPhase) {
        bake = nil
        record(.phasePassed(PhasePassed(phase: phase.name)))
    }

    private mutating func sawWhileBaking(_ host: HostID, _ seen: HealthReading, at now: Moment) {
        let reading = heldToVersion(host, seen)
        guard !isPaused, let phase = state.currentPhase else { return }
        guard let verdict = bake?.saw(host, reading, at: now) else {
            // A bake that another process began, and that this one has not taken up yet.
            if let reason = reading.trouble, state.hosts[host]?.end == .committed { broken(phase, host, reason) }
            return
        }
        switch verdict {
        case .baking: break
        case .covered(let stretch): covered(stretch, phase)
        case .brokenBy(let host, let reason): broken(phase, host, reason)
        case .failed(let host, let reason): bakeFailed("\(host) in the bake of \(phase.name): \(reason)")
        case .gap: holdBlindBake(of: phase)
        }
    }

    /// Covered time goes into the ledger ten times a bake, and when it is complete.
    private mutating func covered(_ stretch: TimeSpan, _ phase: PlannedPhase) {
        unrecordedBake = unrecordedBake + stretch
        let total = state.bakeCovered + unrecordedBake
        guard total >= phase.bake || unrecordedBake * 10 >= phase.bake else { return }
        unrecordedBake = .zero
        record(.bakeCovered(BakeCovered(phase: phase.name, total: total)))
    }

    /// Recorded only when it loses something: a host that keeps flapping must not fill the ledger.
    private mutating func broken(_ phase: PlannedPhase, _ host: HostID, _ reason: String) {
        waitingFor[host] = .health("breaks the bake: \(reason)")
        guard state.bakeCovered + unrecordedBake > .zero else { return }
        unrecordedBake = .zero
        record(.bakeBroken(BakeBroken(phase: phase.name, host: host, reason: reason)))
    }

    /// In the first phase everything goes back; later a person decides.
    private mutating func bakeFailed(_ reason: String) {
        guard state.passedPhases.isEmpty else { return hold(reason) }
        bake = nil
        record(.runTurned(RunTurned(reason: reason)))
    }

    private mutating func holdBlindBake(of phase: PlannedPhase) {
        hold("not every node was seen for more than \(state.plan.deadlines.maximumGap) of the bake of \(phase.name)")
    }

    mutating func hold(_ reason: String) {
        bake = nil
        record(.runHeld(RunHeld(reason: reason)))
    }
}
