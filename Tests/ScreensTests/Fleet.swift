import FleetModel
import RolloutPlanning
import Testing

/// A planned rollout of ten equal validators, v3.17.0 to v4.0.0, as the screens show it.
struct SampleFleet {
    let old: Release
    let new: Release
    let hosts: [Host]
    let planner: Planner

    /// - Parameter prefixes: the hosts' names begin with them in turn.
    init(count: Int = 10, named prefixes: [String] = ["val"], policy: RolloutPolicy = .standard) throws {
        func release(_ name: String, _ byte: UInt8) throws -> Release {
            let digest = try #require(Digest(bytes: Array(repeating: byte, count: 32)))
            let file = ReleaseFile(name: "coinjectured", size: 64 << 20, digest: digest)
            return Release(name: try #require(ReleaseName(rawValue: name)), files: [file], digest: digest)
        }
        (old, new) = (try release("v3.17.0", 0x17), try release("v4.0.0", 0x40))
        let network = try #require(NetworkID(rawValue: "coinjecture-testnet"))
        hosts = try (1...count).map { number in
            Host(
                id: try host("\(prefixes[number % prefixes.count])-\(number < 10 ? "0" : "")\(number)"),
                connection: Connection(
                    address: "203.0.113.\(number)", port: 22, user: "ops", identityFiles: [], knownHostsFiles: []),
                network: network, role: .validator, votingPower: VotingPower(clamping: 1), isCanary: number == 3,
                zone: nil,
                paths: HostPaths(installRoot: "/opt/coinjecture", stateDirectory: "/var/lib/cjctl"),
                probes: ProbeAddresses(api: "http://203.0.113.\(number):12346", metrics: nil))
        }
        let service = Service(
            name: "coinjectured", binary: "coinjectured", manager: .systemd(unit: "coinjectured.service"))
        planner = Planner(
            network: Network(id: network, outsidePower: .zero), service: service, policy: policy, waivers: [])
    }

    func seen(
        damaged: [Digest: String] = [:], free: Int64 = 1 << 40, fence: FenceSight = .free(token: 0)
    ) -> ObservedHost {
        ObservedHost(
            current: old.reference, previous: nil, verified: [old.digest], damaged: damaged, process: 4711,
            runningRelease: old.digest, runningBinary: nil, freeBytes: free, missingTools: [], fence: fence)
    }

    func answer(_ except: [HostID: Result<ObservedHost, Unreachable>] = [:]) -> Planner.Answer {
        var observed: [HostID: Result<ObservedHost, Unreachable>] = [:]
        for host in hosts { observed[host.id] = except[host.id] ?? .success(seen()) }
        return planner.upgrade(to: new, hosts: hosts, observed: observed) { _ in false }
    }

    func plan(_ except: [HostID: Result<ObservedHost, Unreachable>] = [:]) throws -> Plan {
        guard case .plan(let plan) = answer(except) else { throw Missing() }
        return plan
    }

    func refusals(_ except: [HostID: Result<ObservedHost, Unreachable>]) -> [PlanRefusal] {
        if case .refused(let refusals) = answer(except) { refusals } else { [] }
    }

    struct Missing: Error {}
}
