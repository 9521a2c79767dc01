import FoundationEssentials
import HTTP
import Processes
import Reactor
import Testing

@testable import Lab

/// What the lab's tests share.
enum LabRun {
    /// Runs a test and takes the lab down whatever happens.
    static func with(_ lab: Lab, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            _ = try await lab.down()
            throw error
        }
        _ = try await lab.down()
    }

    /// Looks again and again until something holds; a failure when it does not within seconds.
    static func eventually(_ what: Comment, _ holds: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !holds() {
            try #require(ContinuousClock.now < deadline, "never: \(what)")
        }
    }

    /// Runs a command on a node with OpenSSH's client.
    static func over(_ lab: LabDescription, _ node: LabNode, _ command: String) async throws -> ProcessResult {
        try await ProcessRunner.run(lab.ssh(to: node) + [command], deadline: .seconds(30))
    }

    private struct Block: Decodable {
        let block_hash: String
        let proposer: String
    }

    /// Every node has the same block at each of these heights, and more than one of them made some.
    static func expectOneChain(_ lab: LabDescription, at heights: ClosedRange<Int>) async throws {
        let client = try HTTPClient(on: try Reactor())
        var proposers: Set<String> = []
        for height in heights {
            var hashes: Set<String> = []
            for node in lab.nodes {
                let answer = try await client.send(HTTPRequest(.get, "\(node.apiURL)/v1/blocks/\(height)"))
                let block = try JSONDecoder().decode(Block.self, from: Data(answer.body))
                hashes.insert(block.block_hash)
                proposers.insert(block.proposer)
            }
            #expect(hashes.count == 1, "height \(height)")
        }
        if heights.count > 1, lab.nodes.count(where: { $0.role == .validator }) > 1 { #expect(proposers.count > 1) }
    }
}
