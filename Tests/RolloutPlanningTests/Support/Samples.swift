import FleetModel
import RolloutPlanning

// Hosts, releases and policies in the smallest form that says what a test is about.

let testNetwork: NetworkID = "testnet"
let old = release("v3.17.0")
let new = release("v4.0.0")

/// A release whose digest follows from its name (and `build`, for another content under the same name).
func release(_ name: ReleaseName, build: UInt8 = 0, size: Int64 = 1000) -> Release {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(build)
    for byte in name.rawValue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let bytes = (0..<Digest.byteCount).map { UInt8(truncatingIfNeeded: hash >> UInt64($0 % 8 * 8)) ^ UInt8($0) }
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("32 bytes are a digest") }
    return Release(
        name: name, files: [ReleaseFile(name: "coinjectured", size: size, digest: digest)], digest: digest)
}

func host(_ id: HostID, power: VotingPower = 1, isCanary: Bool = false) -> Host {
    Host(
        id: id,
        connection: Connection(address: "127.0.0.1", port: 22, user: "ops", identityFiles: [], knownHostsFiles: []),
        network: testNetwork, role: power == .zero ? .observer : .validator, votingPower: power, isCanary: isCanary,
        zone: nil, paths: HostPaths(installRoot: "/opt/coinjecture", stateDirectory: "/var/lib/cjctl"),
        probes: ProbeAddresses(api: "http://127.0.0.1", metrics: nil))
}

/// `n01`, `n02`, … of one unit of power each.
func hosts(_ count: Int, power: VotingPower = 1) -> [Host] {
    (1...count).map { number in
        let text = number < 10 ? "n0\(number)" : "n\(number)"
        return host(HostID(stringLiteral: text), power: power)
    }
}

let testService = Service(
    name: "coinjectured", binary: "coinjectured", manager: .systemd(unit: "coinjectured.service"))

extension Deadlines {
    /// Short, and in the proportions of the standard ones.
    static let test = Deadlines(
        healthy: .seconds(10), recovery: .seconds(6), progress: .seconds(30), minimumHealthy: .seconds(2),
        maximumGap: .seconds(8), poll: .seconds(1))
}

extension RolloutPolicy {
    static func test(
        _ phases: [(name: String, coverage: Int, batch: Int)], bake: TimeSpan = .seconds(3),
        budget: FailureBudget = .none
    ) -> RolloutPolicy {
        RolloutPolicy(
            phases: phases.compactMap {
                PhaseSpecification(name: $0.name, coverage: $0.coverage, bake: bake, batch: $0.batch)
            },
            deadlines: .test, budget: budget)
    }

    static let fourPhases = test([("canary", 10, 1), ("gradual", 25, 1), ("majority", 75, 2), ("full", 100, 2)])
}

extension ObservedHost {
    /// A host in order, running `current`; each parameter is one thing to be different.
    static func seen(
        current: ReleaseReference? = old.reference, previous: ReleaseReference? = nil, verified: Set<Digest>? = nil,
        damaged: [Digest: String] = [:], process: Int? = 4711, running: Digest? = nil, free: Int64 = 1 << 30,
        missingTools: [String] = [], fence: FenceSight = .free(token: 0), configuration: ConfigurationSight? = nil
    ) -> ObservedHost {
        let stored = Set([current, previous].compactMap { $0?.digest }).subtracting(damaged.keys)
        return ObservedHost(
            current: current, previous: previous, verified: verified ?? stored, damaged: damaged, process: process,
            runningRelease: running ?? (process == nil ? nil : current?.digest), runningBinary: nil, freeBytes: free,
            missingTools: missingTools, fence: fence, configuration: configuration)
    }
}

/// Plans `new` onto hosts which all run `old`, but for those in `except`.
func planning(
    _ hosts: [Host], policy: RolloutPolicy = .fourPhases, outside: VotingPower = .zero, waivers: [Waiver] = [],
    to release: Release = new, except: [HostID: Result<ObservedHost, Unreachable>] = [:],
    isOurs: (FenceHolder) -> Bool = { _ in false }
) -> Planner.Answer {
    let planner = Planner(
        network: Network(id: testNetwork, outsidePower: outside), service: testService, policy: policy,
        waivers: waivers)
    var observed: [HostID: Result<ObservedHost, Unreachable>] = [:]
    for host in hosts { observed[host.id] = except[host.id] ?? .success(.seen()) }
    return planner.upgrade(to: release, hosts: hosts, observed: observed, isOurs: isOurs)
}

extension Planner.Answer {
    var plan: Plan? { if case .plan(let plan) = self { plan } else { nil } }
    var refusals: [PlanRefusal] { if case .refused(let refusals) = self { refusals } else { [] } }
}

let quorumWaiver = Waiver(waives: .quorum, reason: "maintenance window agreed")

extension HealthReading {
    /// A node in order, running `new`; each parameter is one thing to be different.
    static func report(
        complaint: String? = nil, version: String = "v4.0.0", height: UInt64 = 100, peers: (Int, Int) = (1, 1)
    ) -> HealthReading {
        .answered(
            NodeReport(
                complaint: complaint, version: version, height: height, peersConnected: peers.0,
                peersConfigured: peers.1))
    }
}
