import FleetModel
import HostSteps
public import RolloutPlanning

/// Fences that a run left held, because its process died between the run's end and the letting go.
public struct LeftFences: Sendable {
    private let remote: any Remote
    private let environment: any Environment

    public init(remote: any Remote, environment: any Environment) {
        self.remote = remote
        self.environment = environment
    }

    /// Lets go of those that name a process of `ended`. Whoever calls this holds the project's lock, so that no controller of
    /// this ledger is at work.
    public func release(of ended: RunState) async {
        let hosts = ended.plan.networkHosts
        let survey = FleetSurvey(remote: remote, environment: environment, service: ended.plan.service)
        let observed = await survey.observe(hosts, release: nil)
        await withTaskGroup { group in
            for host in hosts {
                guard case .success(let seen) = observed[host.id], case .held(let holder) = seen.fence,
                    holder.run == ended.id.rawValue,
                    let process = ended.processes.first(where: { $0.rawValue == holder.process })
                else { continue }
                let identity = HostScripts.Identity(run: ended.id, process: process, planDigest: ended.planDigest)
                let command = HostScripts(host: host, service: ended.plan.service)
                    .release(identity, nonce: environment.makeNonce(), token: holder.token)
                group.addTask { [remote] in _ = await remote.run(command, on: host) }
            }
        }
    }
}
