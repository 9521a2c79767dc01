import Crypto
import Foundation
import LoopbackSSH
import SSH
import Testing

@Suite(
    "Running commands on a real server", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct ExecuteTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test("output, errors and exit code come back apart")
    func outputAndCode() async throws {
        let session = try await fixture.connect()
        let reply = try await session.execute("echo out; echo err >&2; exit 7", deadline: .seconds(20))
        #expect(
            reply
                == SSHReply(
                    status: .exited(7), output: Array("out\n".utf8), errorOutput: Array("err\n".utf8),
                    isTruncated: false))
        #expect(try await session.execute("true", deadline: .seconds(20)).status == .exited(0))
        #expect(try await session.execute("/no/such/program", deadline: .seconds(20)).status == .exited(127))
        await session.close()
        #expect(await session.isOpen == false)
    }
}
