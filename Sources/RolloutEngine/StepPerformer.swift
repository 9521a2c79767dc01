import FleetModel
import HostSteps
import RolloutPlanning

/// Performs the host protocol over a `Remote`: an order in, what became of it out.
struct StepPerformer: Sendable {
    /// Processes named to a host when its fence is asked for.
    static let maximumKnownProcesses = 64

    let remote: any Remote
    let plan: Plan
    let identity: HostScripts.Identity
    let known: [Nonce]

    func acquire(_ host: Host, nonce: Nonce, floor: UInt64) async -> FenceReply {
        let command = scripts(host).acquire(identity, nonce: nonce, known: known, floor: floor)
        switch await remote.run(command, on: host) {
        case .replied(let output, let errors):
            return FramedReply(output: output, nonce: nonce)?.fenceReply ?? .unreachable(Self.noFrame(errors))
        // Asking again is safe: a fence that was taken by this process after all answers with its token.
        case .notBegun(let reason), .barred(let reason), .unknown(let reason): return .unreachable(reason)
        }
    }

    func perform(_ order: StepOrder, on host: Host, isGoingBack: Bool) async -> StepReply {
        let release = order.release == plan.release.reference ? plan.release : nil
        let configuration = plan.hosts.first { $0.id == host.id }
            .flatMap { ConfigurationOrder($0, in: plan, isGoingBack: isGoingBack) }
        let command = scripts(host).perform(
            order, identity, release: release, isGoingBack: isGoingBack, undoAfter: plan.deadlines.deadman,
            configuration: configuration)
        switch await remote.run(command, on: host) {
        case .replied(let output, let errors):
            return FramedReply(output: output, nonce: order.nonce)?.stepReply ?? .unknown(Self.noFrame(errors))
        case .notBegun(let reason), .barred(let reason): return .notBegun(reason)
        case .unknown(let reason): return .unknown(reason)
        }
    }

    func settle(_ order: StepOrder, on host: Host) async -> Finding {
        switch await remote.run(scripts(host).settle(order, identity), on: host) {
        case .replied(let output, let errors):
            return FramedReply(output: output, nonce: order.nonce)?.finding ?? .unreachable(Self.noFrame(errors))
        case .notBegun(let reason), .barred(let reason), .unknown(let reason): return .unreachable(reason)
        }
    }

    func renew(_ host: Host, nonce: Nonce, token: UInt64) async -> RenewReply {
        switch await remote.run(scripts(host).renew(identity, nonce: nonce, token: token), on: host) {
        case .replied(let output, let errors):
            return FramedReply(output: output, nonce: nonce)?.renewReply ?? .unreachable(Self.noFrame(errors))
        case .notBegun(let reason), .barred(let reason), .unknown(let reason): return .unreachable(reason)
        }
    }

    func release(_ host: Host, nonce: Nonce, token: UInt64) async {
        _ = await remote.run(scripts(host).release(identity, nonce: nonce, token: token), on: host)
    }

    private func scripts(_ host: Host) -> HostScripts { HostScripts(host: host, service: plan.service) }

    private static func noFrame(_ errors: String) -> String {
        let first = errors.split(separator: "\n").last.map { ": \($0.prefix(200))" } ?? ""
        return "the host's answer has no end\(first)"
    }
}
