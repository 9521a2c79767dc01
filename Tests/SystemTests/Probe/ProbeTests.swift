import Files
import HTTPServer
import Lab
import Processes
import Testing

@Suite("cjctl probe")
struct ProbeTests {
    private static let metrics = """
        # HELP height Of the chain.
        # TYPE height gauge
        height{network="a"} 12
        # TYPE asked counter
        asked{code="200"} 3 1000
        asked{code="500"} NaN

        """

    /// Answers like a node, and in some ways like a bad one.
    private static func serve(_ request: HTTPServerRequest) -> HTTPServerResponse {
        switch request.path {
        case "/metrics": return .text(metrics)
        case "/broken": return .text("height 12\nheight 13\n")
        case "/status": return .json(Array(#"{"peers":{"connected":3},"list":[{"name":"one"}],"version":"v1"}"#.utf8))
        case "/moved":
            var moved = HTTPServerResponse.text("", status: 302)
            moved.headers.append((name: "Location", value: "/status"))
            return moved
        case "/away":
            var moved = HTTPServerResponse.text("", status: 302)
            moved.headers.append((name: "Location", value: "http://127.0.0.2:1/"))
            return moved
        case "/rpc":
            let asked = String(decoding: request.body, as: UTF8.self)
            if asked.contains(#""method":"fail""#) {
                return .json(
                    Array(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}}"#.utf8))
            }
            if asked.contains(#""method":"stranger""#) {
                return .json(Array(#"{"jsonrpc":"2.0","id":2,"result":1}"#.utf8))
            }
            return .json(Array(#"{"jsonrpc":"2.0","id":1,"result":{"asked":"#.utf8) + request.body + Array("}}".utf8))
        default: return .text("no such path", status: 404)
        }
    }

    private func with(_ body: (_ url: String, _ program: BuiltProgram) async throws -> Void) async throws {
        let server = try HTTPServer(address: "127.0.0.1", port: 0, handler: Self.serve)
        defer { server.stop() }
        let directory = try TemporaryDirectory(prefix: "probe")
        try await body("http://127.0.0.1:\(server.port)", BuiltProgram(folder: directory.path))
    }

    @Test("metrics prints every sample with its type, and as JSON with values that JSON has no numbers for")
    func metrics() async throws {
        try await with { url, program in
            let said = try await program.expect(0, ["probe", "metrics", url + "/metrics"])
            #expect(
                said.result.outputText == """
                    SERIES               VALUE  TYPE     TIME (ms)
                    height{network="a"}     12  gauge    –
                    asked{code="200"}        3  counter  1000
                    asked{code="500"}      NaN  counter  –

                    """)
            #expect(said.result.errorText.contains("3 samples of 2 families, "))
            try AtomicFile.write(Array(Self.metrics.utf8), to: FilePath.join(program.folder, "saved"))
            let document = try await program.expect(0, ["probe", "metrics", "--json", "saved"])
            #expect(
                document.result.outputText.contains(
                    #"{"family":"asked","labels":{"code":"500"},"line":6,"name":"asked","value":"NaN"}"#))
            #expect(document.result.outputText.hasSuffix(#""source":"saved","version":1}"# + "\n"))
        }
    }

    @Test("metrics that break a rule are refused with their line, and an answer that is none with its status")
    func broken() async throws {
        try await with { url, program in
            let said = try await program.expect(1, ["probe", "metrics", url + "/broken?token=secret"])
            #expect(said.text.contains("error: \(url)/broken is not what Prometheus reads"))
            #expect(said.text.contains("line 2, column 1: height stands in line 1 already"))
            #expect(!said.text.contains("secret"))
            #expect(
                try await program.expect(1, ["probe", "metrics", url + "/none"]).text.contains("/none answers 404"))
            #expect(try await program.expect(1, ["probe", "metrics", "no-file"]).text.contains("no-file"))
        }
    }

    @Test("http says the status, the times and values of the JSON, and fails on another status")
    func http() async throws {
        try await with { url, program in
            let said = try await program.expect(
                0, ["probe", "http", url + "/status", "--value", "peers.connected", "--value", "list[0].name"])
            #expect(said.text.contains("200   application/json"))
            #expect(said.text.contains("peers.connected  3\nlist[0].name  one\n"))
            #expect(
                try await program.expect(1, ["probe", "http", url + "/none"]).text.contains(
                    "the status is 404, not 200"))
            try await program.expect(0, ["probe", "http", url + "/none", "--status", "404"])
            let lacking = try await program.expect(1, ["probe", "http", url + "/status", "--value", "peers.lost"])
            #expect(lacking.text.contains("has nothing at peers.lost"))
            let document = try await program.expect(
                0, ["probe", "http", url + "/status", "--json", "--value", "version"])
            #expect(document.result.outputText.contains(#""status":200,"values":{"version":"v1"},"version":1}"#))
        }
    }

    @Test("a redirect is an answer unless it is allowed, and one to another host is refused")
    func redirects() async throws {
        try await with { url, program in
            let said = try await program.expect(1, ["probe", "http", url + "/moved"])
            #expect(said.text.contains("redirects to \(url)/status"))
            try await program.expect(0, ["probe", "http", "--follow", url + "/moved"])
            let away = try await program.expect(1, ["probe", "http", "--follow", url + "/away"])
            #expect(away.text.contains("redirects to http://127.0.0.2:1/, which the request does not allow"))
        }
    }

    @Test("no proxy is used, whatever the environment says")
    func proxy() async throws {
        try await with { url, program in
            let dead = "http://127.0.0.1:1"
            let result = try await ProcessRunner.run(
                [BuiltProgram.path, "probe", "http", url + "/status"],
                environment: .inheritedWith([
                    "http_proxy": dead, "HTTP_PROXY": dead, "https_proxy": dead, "all_proxy": dead, "ALL_PROXY": dead,
                ]), workingDirectory: program.folder, deadline: BuiltProgram.patience)
            #expect(result.status == .exited(0), "\(result.errorText)")
        }
    }

    @Test("jsonrpc prints the result; an error, and an answer to another call, fail")
    func jsonrpc() async throws {
        try await with { url, program in
            let said = try await program.expect(
                0, ["probe", "jsonrpc", url + "/rpc", "getblock", "12", "text", "--value", "asked.params"])
            #expect(said.result.outputText == "[12,\"text\"]\n")
            let failed = try await program.expect(1, ["probe", "jsonrpc", url + "/rpc", "fail"])
            #expect(failed.text.contains("error: fail fails with -32601: no such method"))
            #expect(
                try await program.expect(1, ["probe", "jsonrpc", url + "/rpc", "stranger"]).text.contains("not one to"))
            #expect(
                try await program.expect(1, ["probe", "jsonrpc", url + "/metrics", "x"]).text.contains("is no JSON"))
        }
    }

    @Test("tcp says whether somebody listens")
    func tcp() async throws {
        try await with { url, program in
            let place = String(url.dropFirst("http://".count))
            #expect(try await program.expect(0, ["probe", "tcp", place]).text.hasPrefix("\(place) connected in "))
            let server = try HTTPServer(address: "127.0.0.1", port: 0) { _ in .text("") }
            server.stop()
            let refused = try await program.expect(1, ["probe", "tcp", "127.0.0.1:\(server.port)"])
            #expect(refused.errors.count == 1)
            for place in ["nowhere", "host:", "host:0", "host:99999", ":1", "::1:80"] {
                try await program.expect(64, ["probe", "tcp", place])
            }
        }
    }

    @Test("a real node's metrics, status, calls and port are all there")
    func node() async throws {
        try await Rehearsal.with(nodes: 1) { rehearsal in
            let node = try #require(rehearsal.nodes.first)
            let program = rehearsal.program
            let said = try await program.expect(0, ["probe", "metrics", node.metricsURL])
            #expect(said.text.contains("coinjecture_verification_duration_ms_bucket"))
            try await program.expect(0, ["probe", "http", node.apiURL + "/v1/status", "--value", "peers.configured"])
            let count = try await program.expect(0, ["probe", "jsonrpc", node.apiURL + "/rpc", "getblockcount"])
            #expect(Int(count.result.outputText.dropLast()) != nil, "\(count)")
            try await program.expect(0, ["probe", "tcp", String(node.apiURL.dropFirst("http://".count))])
        }
    }
}
