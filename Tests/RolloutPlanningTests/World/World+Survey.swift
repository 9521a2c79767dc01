import FleetModel
import RolloutPlanning

extension World {
    /// What somebody who only looks finds on every host.
    func survey(at now: Int64) -> [HostID: Result<ObservedHost, Unreachable>] {
        var found: [HostID: Result<ObservedHost, Unreachable>] = [:]
        for (id, host) in hosts {
            guard canLogIn(id, at: now) else {
                found[id] = .failure(Unreachable(reason: "timed out"))
                continue
            }
            let sight: FenceSight =
                host.fence.isHeld
                ? .held(
                    by: FenceHolder(run: host.fence.run, process: host.fence.process, token: host.fence.token))
                : .free(token: host.fence.token)
            found[id] = .success(
                ObservedHost(
                    current: host.current, previous: host.previous, verified: host.store.subtracting(host.damaged),
                    damaged: [:], process: host.running == nil ? nil : 1, runningRelease: host.running?.digest,
                    runningBinary: nil, freeBytes: 1 << 40, missingTools: [], fence: sight))
        }
        return found
    }
}

extension Simulation {
    /// A rollback of everything to `old`, planned from what is found on the hosts and superseding this run.
    func makeEmergency(seed: UInt64 = 0, waivers: [Waiver] = [], options: Options = Options()) -> Simulation? {
        let planner = Planner(
            network: Network(id: testNetwork, outsidePower: plan.outsidePower), service: testService,
            policy: RolloutPolicy(phases: [], deadlines: plan.deadlines, budget: plan.budget), waivers: waivers)
        let answer = planner.emergencyRollback(
            hosts: plan.networkHosts, observed: world.survey(at: now), files: old, takingOver: state,
            target: { _, _ in old.reference })
        guard let way = answer.plan else { return nil }
        var options = options
        options.takingOver = state.processes
        let emergency = Simulation(plan: way, world: world, run: "emergency", seed: seed, options: options, at: now)
        emergency.inherit(queue.actsUnderWay)
        return emergency
    }
}
