import FleetModel
import Testing

@Suite("Fleet and policy")
struct FleetTests {
    private func host(_ name: String, network: String = "net", address: String = "127.0.0.1") throws -> Host {
        Host(
            id: try #require(HostID(rawValue: name)),
            connection: Connection(address: address, port: 22, user: "ops", identityFiles: [], knownHostsFiles: []),
            network: try #require(NetworkID(rawValue: network)), role: .observer, votingPower: .zero, isCanary: false,
            zone: nil, paths: HostPaths(installRoot: "/opt/x", stateDirectory: "/var/lib/x"),
            probes: ProbeAddresses(api: "http://127.0.0.1", metrics: nil))
    }

    @Test("hosts stand in order of their ids, and of two with one id the first counts")
    func order() throws {
        let first = try host("b", address: "127.0.0.2")
        let fleet = Fleet(hosts: [first, try host("a"), try host("b", address: "127.0.0.3")], networks: [])
        #expect(fleet.hosts.map(\.id.rawValue) == ["a", "b"])
        #expect(fleet.hosts.last == first)
    }

    @Test("hosts are told apart by network")
    func networks() throws {
        let fleet = Fleet(hosts: [try host("a", network: "one"), try host("b", network: "two")], networks: [])
        #expect(fleet.hosts(of: try #require(NetworkID(rawValue: "two"))).map(\.id.rawValue) == ["b"])
        #expect(fleet.network(try #require(NetworkID(rawValue: "one"))) == nil)
    }

    @Test(
        "a phase outside its range is refused",
        arguments: [("", 10, 1), ("a b", 10, 1), ("a", 0, 1), ("a", 101, 1), ("a", -5, 1), ("a", 10, 0)])
    func phaseRange(name: String, coverage: Int, batch: Int) {
        #expect(PhaseSpecification(name: name, coverage: coverage, bake: .zero, batch: batch) == nil)
    }

    @Test("the standard policy covers 10, 25, 75 and 100 per cent and allows no failure")
    func standard() {
        #expect(RolloutPolicy.standard.phases.map(\.coverage) == [10, 25, 75, 100])
        #expect(RolloutPolicy.standard.phases.map(\.name.rawValue) == ["canary", "gradual", "majority", "full"])
        #expect(RolloutPolicy.standard.budget == .none)
    }

    @Test("a look at a node speaks for three polls, and for a second at least")
    func powerAge() {
        func age(poll: TimeSpan) -> TimeSpan {
            Deadlines(
                healthy: .zero, recovery: .zero, progress: .zero, minimumHealthy: .zero, maximumGap: .zero, poll: poll
            ).maximumPowerAge
        }
        #expect(age(poll: .seconds(2)) == .seconds(6))
        #expect(age(poll: .milliseconds(10)) == .seconds(1))
    }
}
