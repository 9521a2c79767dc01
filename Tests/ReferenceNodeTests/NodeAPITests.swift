import Files
import FoundationEssentials
import HTTPServer
import ReleaseStamp
import Testing

@testable import ReferenceNode

@Suite("node's interface")
struct NodeAPITests {
    private let bench = Bench()

    private func get(_ path: String, from api: NodeAPI, query: [HTTPServerRequest.Field] = []) -> HTTPServerResponse {
        api.answer(HTTPServerRequest(method: "GET", path: path, query: query))
    }

    private func call(_ body: String, _ api: NodeAPI) -> String {
        let request = HTTPServerRequest(method: "POST", path: "/rpc", body: Array(body.utf8))
        return String(decoding: api.answer(request).body, as: UTF8.self)
    }

    private func text(_ response: HTTPServerResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    @Test("status says version, network, node, height, hash, peers, uptime and pid")
    func status() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let blocks = bench.branch(count: 4)
        let api = try bench.api(try bench.chain(in: folder, "d", blocks), peers: Peers(urls: ["http://x"]))
        let answer = text(get("/v1/status", from: api))
        let expected = """
            {"block_height":4,"finalized_height":2,"hash":"\(blocks[3].hash)","height":4,"mode":"legacy",\
            "network":"bench","network_identity":"\(bench.rules.identity)","node":"a",\
            "peers":{"configured":1,"connected":0},"pending_transactions":0,"pid":\(api.identity.process),"role":"validator","uptime":0,\
            "version":"v9.1.0"}
            """
        #expect(answer == expected)
    }

    @Test("health is 200 with a fresh tip")
    func healthy() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let chain = try bench.chain(in: folder)
        _ = try bench.extend(chain, at: WallClock.now())
        let response = get("/health", from: try bench.api(chain))
        #expect(response.status == 200)
        #expect(text(response) == #"{"height":1,"status":"ok","version":"v9.1.0"}"#)
    }

    @Test("health is 503 and names every reason")
    func unhealthy() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let chain = try bench.chain(in: folder)
        let peers = Peers(urls: ["http://x"])
        peers.failed("http://x", "refused")
        #expect(text(get("/health", from: try bench.api(chain))).contains("there is no block yet"))
        _ = try chain.adopt(bench.branch(count: 1), now: WallClock.now())
        let response = get("/health", from: try bench.api(chain, peers: peers, fault: .unhealthy))
        #expect(response.status == 503)
        let said = text(response)
        #expect(said.contains(#""status":"unhealthy""#))
        #expect(said.contains("this build says that it is unhealthy"))
        #expect(said.contains("ms old (limit 10000 ms)"))
        #expect(said.contains("none of 1 peers answers (http://x: refused)"))
    }

    @Test("a build with the fault wrong-version says another version everywhere")
    func wrongVersion() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let api = try bench.api(try bench.chain(in: folder), fault: .wrongVersion)
        #expect(!text(get("/v1/status", from: api)).contains("v9.1.0"))
        #expect(try ReleaseStamp(version: "v9.1.0", fault: .wrongVersion).saidVersion != "v9.1.0")
    }

    @Test("blocks are found by height and as latest; what is missing or no height is said")
    func blocks() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let blocks = bench.branch(count: 4)
        let api = try bench.api(try bench.chain(in: folder, "d", blocks))
        #expect(NodeJSON.decode(Block.self, from: get("/v1/blocks/latest", from: api).body) == blocks[3])
        #expect(NodeJSON.decode(Block.self, from: get("/v1/blocks/2", from: api).body) == blocks[1])
        #expect(get("/v1/blocks/5", from: api).status == 404)
        #expect(text(get("/v1/blocks/5", from: api)).contains("kept are 0 to 4"))
        #expect(get("/v1/blocks/-1", from: api).status == 400)
        #expect(get("/v1/blocks/x", from: api).status == 400)
        let list = get("/v1/blocks", from: api, query: [(name: "from", value: "3"), (name: "count", value: "9")])
        #expect(NodeJSON.decode(BlockList.self, from: list.body)?.blocks == Array(blocks[2...]))
        #expect(get("/v1/blocks", from: api).status == 400)
        #expect(
            get("/v1/blocks", from: api, query: [(name: "from", value: "0"), (name: "count", value: "257")]).status
                == 400)
    }

    @Test("JSON-RPC answers getblockcount, gives ids back and names errors by their codes")
    func remoteCalls() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let api = try bench.api(try bench.chain(in: folder, "d", bench.branch(count: 4)))
        #expect(call(#"{"method":"getblockcount"}"#, api) == #"{"id":null,"jsonrpc":"2.0","result":4}"#)
        #expect(
            call(#"{"jsonrpc":"2.0","id":"x","method":"getblockcount","params":[]}"#, api)
                == #"{"id":"x","jsonrpc":"2.0","result":4}"#)
        #expect(call(#"{"jsonrpc":"2.0","id":7,"method":"nope"}"#, api).contains("-32601"))
        #expect(call("nonsense", api).contains("-32600"))
        #expect(get("/rpc", from: api).status == 405)
    }

    @Test("unknown paths are 404, and other methods than reading are 405 with what is allowed")
    func refusals() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let api = try bench.api(try bench.chain(in: folder))
        #expect(get("/nope", from: api).status == 404)
        let posted = api.answer(HTTPServerRequest(method: "POST", path: "/health"))
        #expect(posted.status == 405)
        #expect(posted.headers.contains { $0.name == "Allow" && $0.value == "GET, HEAD" })
    }

    @Test("metrics carry the names that dashboards ask for, and count requests by status")
    func metrics() throws {
        let folder = try TemporaryDirectory(prefix: "api-")
        let api = try bench.api(
            try bench.chain(in: folder, "d", bench.branch(count: 4)), peers: Peers(urls: ["http://x"]))
        _ = get("/v1/status", from: api)
        _ = get("/v1/status", from: api)
        _ = get("/v1/blocks/99", from: api)
        _ = api.answer(HTTPServerRequest(method: "BREW", path: "/\"\n"))
        let page = api.answerMetrics(HTTPServerRequest(method: "GET", path: "/metrics"))
        #expect(page.status == 200)
        let lines = Set(text(page).split(separator: "\n").map(String.init))
        for line in [
            #"coinjecture_build_info{version="v9.1.0",node="a",network="bench"} 1"#,
            #"coinjecture_block_height{network="bench"} 4"#,
            #"coinjecture_validator_blocks_produced{network="bench"} 0"#,
            #"coinjecture_block_production_duration_seconds_count{network="bench"} 0"#,
            #"coinjecture_peers_connected{network="bench"} 0"#,
            #"coinjecture_peers_configured{network="bench"} 1"#,
            #"http_requests_total{method="GET",route="/v1/status",status="200"} 2"#,
            #"http_requests_total{method="GET",route="/v1/blocks/{id}",status="404"} 1"#,
            #"http_requests_total{method="other",route="other",status="404"} 1"#,
        ] {
            #expect(lines.contains(line), "missing: \(line)")
        }
        #expect(lines.contains("# TYPE http_requests_total counter"))
    }
}
