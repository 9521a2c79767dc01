import FleetModel

extension RolloutMachine {
    /// Takes in one look at one node: for quorum, for the host's own verification and for the bake.
    mutating func saw(_ host: HostID, _ reading: HealthReading, at now: Moment) {
        power.saw(host, isUp: reading.isUp, at: now)
        readings[host] = reading
        if var watch = watches[host], state.hosts[host]?.reached == .started, state.hosts[host]?.end == nil {
            let verdict = watch.saw(reading, at: now)
            watches[host] = watch
            judge(host, verdict, at: now)
        }
        if ending == nil { sawWhileBaking(host, reading, at: now) }
    }

    private mutating func judge(_ host: HostID, _ verdict: HealthWatch.Verdict, at now: Moment) {
        switch verdict {
        case .watching(let reason): waitingFor[host] = reason
        case .passed(let covered, let height):
            lastProgress = now
            record(.hostVerified(HostVerified(host: host, healthyFor: covered, height: height)))
        case .failed(let reason): fail(host, reason)
        }
    }

    private mutating func sawWhileBaking(_ host: HostID, _ reading: HealthReading, at now: Moment) {
        guard var watch = bake, let phase = state.currentPhase, !isPaused else { return }
        let verdict = watch.saw(host, reading, at: now)
        bake = watch
        switch verdict {
        case .baking: break
        case .covered(let stretch): covered(stretch, phase)
        case .brokenBy(let host, let reason):
            unrecordedBake = .zero
            record(.bakeBroken(BakeBroken(phase: phase.name, host: host, reason: reason)))
        case .failed(let host, let reason): bakeFailed(phase, "\(host) in the bake of \(phase.name): \(reason)")
        case .gap(let stretch): record(.runHeld(RunHeld(reason: "nothing was seen for \(stretch) of the bake")))
        }
    }

    /// Covered time goes into the ledger ten times a bake, and when it is complete.
    private mutating func covered(_ stretch: TimeSpan, _ phase: PlannedPhase) {
        unrecordedBake = unrecordedBake + stretch
        let total = state.bakeCovered + unrecordedBake
        let isComplete = total >= phase.bake
        guard isComplete || unrecordedBake.milliseconds * 10 >= phase.bake.milliseconds else { return }
        unrecordedBake = .zero
        record(.bakeCovered(BakeCovered(phase: phase.name, total: total)))
    }

    mutating func bakePhase(_ phase: PlannedPhase, at now: Moment) {
        if phase.bake == .zero || state.bakeCovered >= phase.bake {
            bake = nil
            record(.phasePassed(PhasePassed(phase: phase.name)))
            return advance(at: now)
        }
        guard bake == nil else { return }
        let covered = state.plan.hosts.map(\.id).filter { state.hosts[$0]?.end == .committed }
        guard !covered.isEmpty else {
            record(.phasePassed(PhasePassed(phase: phase.name)))
            return advance(at: now)
        }
        bake = BakeWatch(hosts: covered, policy: state.plan.deadlines, at: now)
    }

    /// In the first phase everything goes back; later a person decides.
    private mutating func bakeFailed(_ phase: PlannedPhase, _ reason: String) {
        bake = nil
        if state.passedPhases.isEmpty {
            record(.runTurned(RunTurned(reason: reason)))
        } else {
            record(.runHeld(RunHeld(reason: reason)))
        }
    }
}
