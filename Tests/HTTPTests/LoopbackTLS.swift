import Files
import HTTP
import Processes
import Reactor

/// `openssl s_server` on 127.0.0.1 with a certificate of its own authority, for as long as `body` runs.
enum LoopbackTLS {
    static let isThere = File.exists("/usr/bin/openssl")
    static let skipReason = "SKIPPED, NOT PASSED: there is no openssl"
    private static let patience = Duration.seconds(120)

    struct Failure: Error { let what: String }

    /// - Parameter body: gets the server's port, the file of its authority, and the file of another authority.
    static func with(
        on reactor: Reactor, _ body: (_ port: UInt16, _ authority: String, _ stranger: String) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory(prefix: "tls")
        for name in ["own", "other"] {
            try await run(
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(name).key", "-out",
                    "\(name).pem",
                ], in: folder.path)
        }
        // -HTTP sends a file as it is, head and all.
        try AtomicFile.write(
            Array("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nsecured".utf8), to: folder.file("status"))
        let port = try LoopbackServer.unusedPort()
        let server = Task { [path = folder.path] in
            _ = try? await ProcessRunner.run(
                [
                    "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", "own.pem", "-key", "own.key",
                    "-HTTP",
                    "-quiet",
                ], workingDirectory: path, deadline: .seconds(600))
        }
        do {
            try await waitUntilItListens(port, reactor)
            try await body(port, folder.file("own.pem"), folder.file("other.pem"))
        } catch {
            server.cancel()
            await server.value
            throw error
        }
        server.cancel()
        await server.value
    }

    private static func waitUntilItListens(_ port: UInt16, _ reactor: Reactor) async throws {
        let client = try HTTPClient(on: reactor)
        let limit = ContinuousClock.now + patience
        while ContinuousClock.now < limit {
            if (try? await client.connect(to: "127.0.0.1:\(port)", deadline: .seconds(10))) != nil { return }
            await reactor.sleep(until: .now + .milliseconds(20))
        }
        throw Failure(what: "openssl s_server does not listen")
    }

    private static func run(_ words: [String], in folder: String) async throws {
        let result = try await ProcessRunner.run(["openssl"] + words, workingDirectory: folder, deadline: patience)
        guard result.status.isSuccess else { throw Failure(what: result.errorText) }
    }
}
