import Glibc
import Reactor
import SSHKeys
import Testing

@testable import SSHAgent

@Suite("Agents that are none")
struct HostileAgentTests {
    /// What comes back for a list request from something that answers so.
    private func list(_ answer: [UInt8]) async throws -> Result<Int, SSHKeyError> {
        let hostile = try HostileAgent {
            // Hanging up on a question that was not read resets the connection, and the answer may be lost with it.
            guard HostileAgent.readListRequest($0) else { return }
            HostileAgent.send(answer, to: $0)
        }
        let agent = SSHAgent(
            socket: hostile.socket, on: try Reactor(named: "agent-tests"), listDeadline: .seconds(60))
        do throws(SSHKeyError) { return .success(try await agent.identities().count) } catch { return .failure(error) }
    }

    @Test(
        "garbage, lies about lengths and hang-ups are errors that name the agent",
        arguments: [
            [], [0], [0, 0, 0, 0], [0, 0, 0, 1, 5], [0xFF, 0xFF, 0xFF, 0xFF], [0, 4, 0, 1, 12], [0, 0, 0, 9, 12, 0],
            [0, 0, 0, 5, 12, 0, 0, 0, 1], [0, 0, 0, 5, 12, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 6, 12, 0, 0, 0, 0, 0],
            Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
        ] as [[UInt8]])
    func garbage(_ answer: [UInt8]) async throws {
        guard case .failure(let error) = try await list(answer) else {
            Issue.record("an answer that is none was taken for a list")
            return
        }
        #expect(error.code == .agent && error.source.hasPrefix("ssh-agent /tmp/hostile-agent-"))
    }

    @Test("an agent that holds nothing is no error")
    func empty() async throws {
        #expect(try await list([0, 0, 0, 5, 12, 0, 0, 0, 0]) == .success(0))
    }

    @Test("an agent that says nothing costs its deadline and holds up nobody else on the reactor")
    func silent() async throws {
        let hostile = try HostileAgent { HostileAgent.hang($0) }
        let reactor = try Reactor(named: "agent-tests")
        let start = ContinuousClock.now
        let error = await #expect(throws: SSHKeyError.self) {
            async let tick: Void = reactor.sleep(until: .now + .milliseconds(10))
            let connection = try await AgentConnection(
                to: hostile.socket, on: reactor, until: .now + .milliseconds(200))
            await tick
            _ = try await connection.exchange(AgentMessage.list())
        }
        #expect(error?.reason == "the agent does not answer in time")
        #expect(ContinuousClock.now - start >= .milliseconds(200) && ContinuousClock.now - start < .seconds(20))
    }

    @Test("a signature by another algorithm than was asked for is none", arguments: ["ssh-rsa", "rsa-sha2-512"])
    func otherAlgorithm(_ algorithm: String) async throws {
        let hostile = try HostileAgent {
            guard HostileAgent.readRequest($0) else { return }
            var signature = WireWriter()
            signature.writeString(algorithm.utf8)
            signature.writeString([7, 7])
            var answer = WireWriter()
            answer.write(byte: 14)
            answer.writeString(signature.bytes)
            var framed = WireWriter()
            framed.writeString(answer.bytes)
            HostileAgent.send(framed.bytes, to: $0)
        }
        let agent = SSHAgent(socket: hostile.socket, on: try Reactor(named: "agent-tests"))
        let key = AgentMessage.Key(publicKey: try #require(HostKey(blob: [0, 0, 0, 1, 65, 66])), comment: "key")
        do throws(SSHKeyError) {
            let bytes = try await agent.sign([1], by: key, algorithm: "rsa-sha2-512")
            #expect(bytes == [7, 7] && algorithm == "rsa-sha2-512")
        } catch {
            #expect(error.reason == "the agent signs by ssh-rsa and not by rsa-sha2-512" && algorithm == "ssh-rsa")
        }
    }

    @Test("waiting for an agent ends when the task is cancelled")
    func cancelled() async throws {
        let hostile = try HostileAgent { HostileAgent.hang($0) }
        let reactor = try Reactor(named: "agent-tests")
        let agent = SSHAgent(socket: hostile.socket, on: reactor)
        let start = ContinuousClock.now
        let key = AgentMessage.Key(publicKey: try #require(HostKey(blob: [0, 0, 0, 1, 65, 66])), comment: "key")
        let signing = Task { try await agent.sign([1], by: key, algorithm: "A") }
        signing.cancel()
        await #expect(throws: SSHKeyError.self) { try await signing.value }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("no socket, a file in its place and a path that is too long are said to be so")
    func noSocket() async throws {
        let reactor = try Reactor(named: "agent-tests")
        for path in ["/nonexistent/agent", "/etc/passwd", "/tmp/" + String(repeating: "a", count: 200), ""] {
            let error = await #expect(throws: SSHKeyError.self) {
                try await SSHAgent(socket: path, on: reactor).identities()
            }
            #expect(error?.code == .agent)
        }
    }
}
