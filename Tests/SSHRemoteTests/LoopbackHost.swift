import FleetModel
import Testing

@testable import HostSteps

/// A host of an inventory that stands for a server of the tests.
enum LoopbackHost {
    static func make(_ connection: Connection) throws -> Host {
        Host(
            id: try #require(HostID(rawValue: "loopback")), connection: connection,
            network: try #require(NetworkID(rawValue: "net")), role: .observer, votingPower: .zero, isCanary: false,
            zone: nil, paths: HostPaths(installRoot: "/tmp/none", stateDirectory: "/tmp/none"),
            probes: ProbeAddresses(api: "http://127.0.0.1:1", metrics: nil))
    }

    static func command(_ script: String) throws -> HostCommand {
        HostCommand(
            script: script, nonce: try #require(Nonce(rawValue: "0123456789abcdef")), deadline: .seconds(60))
    }
}
