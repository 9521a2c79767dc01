import FleetConfig
import FleetModel
import Testing

@Suite("inventory check")
struct InventoryCheckTests {
    private func check(
        _ text: String, networks: [Network] = [], withoutWayBack: Set<HostID> = []
    ) -> Diagnosed<Inventory> {
        let defaults = InventoryDefaults(userName: "ops", installRoot: "/o", stateDirectory: "/s", networks: networks)
        let file = InventoryFile(path: "hosts.yml", bytes: Array(text.utf8))
        return InventoryReader.check(
            InventorySources(files: [file]), defaults: defaults, withoutWayBack: withoutWayBack)
    }

    /// `count` validators of a network, one host a line from line 3 on.
    private func validators(_ count: Int, _ extra: (Int) -> String = { _ in "" }) -> String {
        let hosts = (1...count).map { "    v\($0): {cj_api: \"http://v\($0):1\"\(extra($0))}\n" }.joined()
        return "all:\n  hosts:\n" + hosts + "  vars: {cj_network: n, cj_role: validator}\ncanary:\n  hosts: {v1: }\n"
    }

    @Test("a fleet in order has nothing to be said of")
    func good() {
        #expect(lines(check(validators(4)).diagnostics).isEmpty)
        #expect(check(validators(4)).value?.fleet.hosts.count == 4)
    }

    @Test("what will be in the way of a rollout is a warning and leaves the inventory usable")
    func warnings() {
        let three = check(validators(3))
        #expect(
            lines(three.diagnostics) == ["3:5: warning: no validator of n may go down: each holds a third or more of 3"]
        )
        #expect(three.value != nil)
        #expect(
            lines(check(validators(5) { $0 == 2 ? ", cj_voting_power: 2" : "" }).diagnostics)
                == ["4:5: warning: 'v2' holds 2 of 6 and may not go down"])
        #expect(
            lines(check(validators(4).replacing("canary", with: "others")).diagnostics)
                == ["3:5: warning: no host of n is a canary"])
        #expect(
            lines(check(validators(4).replacing("validator", with: "observer")).diagnostics)
                == ["3:5: warning: no validator of n is known"])
        #expect(
            lines(check(validators(4) { $0 < 4 ? ", cj_signing_key: 0123456\($0)" : "" }).diagnostics)
                == ["6:5: warning: 'v4' has no cj_signing_key, other validators of n have one"])
    }

    @Test("a host that has no previous release is named at its place, and one that is not in the inventory is not")
    func previousRelease() throws {
        let hosts = try Set(["v2", "elsewhere"].map { try #require(HostID(rawValue: $0)) })
        let found = check(validators(4), withoutWayBack: hosts)
        #expect(
            lines(found.diagnostics) == ["4:5: warning: 'v2' has no previous release, as far as the ledger knows"])
        #expect(found.value != nil && found.diagnostics.first?.hint == "cjctl rollback --emergency would leave it out")
    }

    @Test("two nodes are not measured at one place")
    func metrics() {
        let shared = validators(4) { $0 < 3 ? ", cj_metrics: \"http://M:80/metrics\"" : "" }
        let found = check(shared)
        #expect(found.value == nil)
        #expect(lines(found.diagnostics).first?.contains("'v2' is measured at http://M:80/metrics, as is 'v1'") == true)
        let apart = validators(4) { ", cj_metrics: \"http://m\($0):80/metrics\"" }
        #expect(lines(check(apart).diagnostics).isEmpty)
    }

    @Test("power outside the inventory counts, whoever states it")
    func outside() throws {
        let network = try #require(NetworkID(rawValue: "n"))
        let stated = [Network(id: network, outsidePower: VotingPower(clamping: 1))]
        #expect(lines(check(validators(3), networks: stated).diagnostics).isEmpty)
        let said = validators(3) { _ in ", cj_network_outside_power: 1" }
        #expect(check(said).value?.fleet.networks == stated)
        #expect(check(said, networks: stated).value?.fleet.networks == stated)
        let other = [Network(id: network, outsidePower: VotingPower(clamping: 2))]
        #expect(
            lines(check(said, networks: other).diagnostics)
                == ["3:59: n has an outside power of 1 here and of 2 in cjctl.yaml"])
        let split = validators(3) { ", cj_network_outside_power: \($0 == 3 ? 5 : 1)" }
        #expect(
            lines(check(split).diagnostics)
                == ["5:59: n has an outside power of 5 with host 'v3' and of 1 on line 3"])
    }

    @Test("a signing key is named once, across networks too, and is never the key itself")
    func signingKeys() {
        let key = String(repeating: "aB", count: 32)
        let twice = validators(4) {
            $0 < 3 ? ", cj_signing_key: \($0 == 1 ? key : key.uppercased()), cj_network: n\($0)" : ""
        }
        #expect(
            lines(check(twice).diagnostics)
                == ["4:49: 'v2' is signing with \(key.uppercased()), as is 'v1' on line 3"])
        let secret = String(repeating: "0f", count: 64)
        let read = check(validators(4) { _ in ", cj_signing_key: \(secret)" })
        #expect(lines(read.diagnostics).first == "3:49: cj_signing_key looks like a private key")
        #expect(!read.diagnostics.contains { $0.message.contains(secret) })
        #expect(
            lines(check(validators(4) { $0 == 1 ? ", cj_signing_key: a b" : "" }).diagnostics).first
                == "3:49: cj_signing_key is no public key and no digest of one")
    }

    @Test("key, implementation and zone stay with the host")
    func identity() throws {
        let extra = ", cj_signing_key: 'SHA256:abc/+=', cj_implementation: go+core, cj_zone: north"
        let host = try #require(check(validators(4) { $0 == 1 ? extra : "" }).value?.fleet.hosts.first)
        #expect(host.signingKey?.rawValue == "SHA256:abc/+=")
        #expect(host.implementation == .goWithCore)
        #expect(host.zone == "north")
        #expect(
            lines(check(validators(4) { _ in ", cj_implementation: rust" }).diagnostics).first
                == "3:52: cj_implementation is 'rust'")
    }

    @Test("two networks in one inventory stay apart: each has its own canary, power and warnings")
    func networks() throws {
        let text = """
            all: {vars: {cj_role: validator}}
            a:
              vars: {cj_network: a}
              hosts:
                a1: {cj_api: "http://a1:1"}
                a2: {cj_api: "http://a2:1"}
                a3: {cj_api: "http://a3:1"}
                a4: {cj_api: "http://a4:1"}
            b:
              vars: {cj_network: b, cj_network_outside_power: 9}
              hosts:
                b1: {cj_api: "http://b1:1", cj_canary: true}
            """
        let read = check(text)
        #expect(lines(read.diagnostics) == ["5:5: warning: no host of a is a canary"])
        #expect(read.value?.fleet.networks.map(\.outsidePower.units) == [0, 9])
    }
}
