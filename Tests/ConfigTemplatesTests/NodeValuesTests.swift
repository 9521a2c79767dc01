import ConfigTemplates
import FleetModel
import Testing

@Suite("What templates know of a node")
struct NodeValuesTests {
    @Test("addresses are taken apart, IPv6 and the ports of schemes too")
    func addresses() throws {
        let recipe = try makeRecipe("${api_host} ${api_port} ${metrics_host} ${metrics_port}")
        let six = try makeHost("val-01", metrics: "https://[2001:db8::1]/metrics")
        #expect(try render(recipe, six).masked == "192.0.2.1 10100 [2001:db8::1] 443")
        let plain = try makeHost("val-01", metrics: "http://m.example:9090/metrics")
        #expect(try render(recipe, plain).masked == "192.0.2.1 10100 m.example 9090")
    }

    @Test("the validator set is the same for every node, in order of ids, and misses a key aloud")
    func validators() throws {
        let hosts = try [
            makeHost("val-02", key: "bbbbbbbb"), makeHost("val-01", key: "aaaaaaaa"), makeHost("obs-01", power: 0),
        ]
        let recipe = try makeRecipe("${validators:csv} ${validator_names:csv} ${total_power}")
        for host in hosts {
            let others = hosts.filter { $0.id != host.id }
            #expect(try render(recipe, host, among: others).masked == "val-01=aaaaaaaa,val-02=bbbbbbbb val-01,val-02 2")
        }
        let keyless = try makeHost("val-03")
        #expect(
            objections(try makeRecipe("${validators:csv}"), keyless) == ["1:1 val-03 has no value for 'validators'"])
    }

    @Test("paths of the release are those that the node will have")
    func releasePaths() throws {
        let recipe = try makeRecipe("${binary_path} ${library_path} ${release} ${version}")
        let host = try makeHost("val-01")
        #expect(
            try render(recipe, host, files: ["node", "libcoinjecture_core.so"]).masked
                == "/opt/node/current/node /opt/node/current/libcoinjecture_core.so v4.0.0 4.0.0")
        #expect(objections(recipe, host) == ["1:16 val-01 has no value for 'library_path'"])
    }

    @Test("in a large network a node has a bounded number of peers, and every node is reached")
    func peers() throws {
        let hosts = try (10..<90).map { try makeHost("val-\($0)") }
        var reached: Set<String> = []
        for host in hosts {
            let others = hosts.filter { $0.id != host.id }
            let peers = try render(makeRecipe("${peer_names:csv}"), host, among: others).masked.split(separator: ",")
            #expect(peers.count <= NodeValues.maximumPeers && peers.count > 4 && !peers.contains("\(host.id)"))
            reached.formUnion(peers.map(String.init))
        }
        #expect(reached.count == hosts.count)
    }
}
