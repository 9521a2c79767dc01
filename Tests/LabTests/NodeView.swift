import FoundationEssentials
import HTTP
import Processes
import Reactor

@testable import Lab

/// One node as an operator's probes see it.
struct NodeView {
    let lab: Lab
    let up: LabDescription
    let node: LabNode
    private let client: HTTPClient

    struct Status: Decodable {
        struct Peers: Decodable {
            let connected: Int
        }
        let height: Int
        let finalized_height: Int
        let peers: Peers
    }

    struct Statistics: Decodable {
        let mode: String
        let divergences: Int
        let rust_errors: Int
        let fallback_to_legacy: Int
    }

    private struct Block: Decodable {
        let block_hash: String
    }

    init(_ lab: Lab, _ up: LabDescription, _ name: String) throws {
        self.lab = lab
        self.up = up
        node = try up.node(name)
        client = try HTTPClient(on: lab.reactor)
    }

    /// The answer to a GET within a second, or nil.
    func get(_ path: String, at base: String? = nil) async -> (status: Int, text: String)? {
        let request = HTTPRequest(.get, (base ?? node.apiURL) + path, deadline: .seconds(1))
        guard let answer = try? await client.send(request) else { return nil }
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }

    private func value<Value: Decodable>(_ type: Value.Type, _ path: String) async -> Value? {
        guard let answer = await get(path), answer.status == 200 else { return nil }
        return try? JSONDecoder().decode(type, from: Data(answer.text.utf8))
    }

    func status() async -> Status? { await value(Status.self, "/v1/status") }

    func statistics() async -> Statistics? { await value(Statistics.self, "/v1/consensus/stats") }

    func hash(at height: Int) async -> String? { await value(Block.self, "/v1/blocks/\(height)")?.block_hash }

    /// The service's process id, as its own script says it.
    func service() throws -> Int32? {
        try lab.processes.all(of: node.name).first { $0.kind == .coinjectured }?.identity.pid
    }

    func script(_ action: String) async throws -> ProcessResult {
        try await ProcessRunner.run(["sh", node.serviceScript, action], deadline: .seconds(60))
    }

    /// Asks the service's manager to start it; whether it does is looked for afterwards.
    func start() async throws {
        do throws(LabError) { try await NodeService(lab: lab, node: node).perform(.start) } catch {}
    }

    /// Runs `true` by sudo, as the person who logs in to a machine.
    func sudo() async throws -> ProcessResult {
        let words = up.ssh(to: node).dropLast() + ["\(TreeRecipe.person)@\(node.address)", "sudo", "-n", "true"]
        return try await ProcessRunner.run(Array(words), deadline: .seconds(30))
    }

    /// Logs in and runs `true`, with little patience.
    func login() async throws -> ProcessResult {
        let words = ["ssh", "-o", "ConnectTimeout=1"] + up.ssh(to: node).dropFirst() + ["true"]
        return try await ProcessRunner.run(words, deadline: .seconds(30))
    }

    func logHas(_ text: String) async throws -> Bool {
        try await lab.log(of: node.name, lines: 1000).contains { $0.contains(text) }
    }

    /// True when the service does not run and its log has the text.
    func hasStopped(saying text: String) async throws -> Bool {
        guard try service() == nil else { return false }
        return try await logHas(text)
    }

    /// Bytes of memory, from the node's metrics.
    func memory() async -> Double? { await metric("process_resident_memory_bytes ") }

    /// Accounts that gave or received anything, from the node's metrics.
    func accounts() async -> Double? { await metric("coinjecture_accounts{") }

    private func metric(_ prefix: String) async -> Double? {
        let page = await get("", at: node.metricsURL)?.text ?? ""
        let line = page.split(separator: "\n").first { $0.hasPrefix(prefix) }
        return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }
}
