import FleetModel
import RolloutPlanning

/// What hosts do by themselves.
extension Simulation {
    func renew(_ host: HostID, _ actor: SimulatedHost.Actor, _ token: UInt64) -> RenewReply {
        guard world.canLogIn(host, at: now) else { return .unreachable("timed out") }
        return world.hosts[host]?.renew(actor, token: token, at: now) ?? .unreachable("no such host")
    }

    /// A host that is off looks again when it is back: its time begins anew with the boot.
    func undo(_ host: HostID, armedBy nonce: Nonce) {
        guard let armed = world.hosts[host]?.armed, armed.nonce == nonce else { return }
        let limit = plan.deadlines.deadman.milliseconds
        if world.isAway(host, .machine, at: now) {
            world.hosts[host]?.armed?.beat = now
            return look(at: host, nonce, after: limit)
        }
        guard now - armed.beat >= limit else { return look(at: host, nonce, after: armed.beat + limit - now) }
        sights.insert("undo: \(state.hosts[host]?.stateName ?? "")")
        world.hosts[host]?.undoChange(at: now)
    }

    private func look(at host: HostID, _ nonce: Nonce, after pause: Int64) {
        queue.add(.undo(host, armedBy: nonce), at: now + pause)
    }
}
