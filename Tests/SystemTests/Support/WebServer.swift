import Files
import Glibc
import Processes
import Testing

/// A folder over http on loopback, which notes the Authorization header of each request.
final class WebServer: Sendable {
    let port: UInt16
    private let process: ProcessIdentity
    private let logPath: String

    private static let script = """
        import http.server, sys
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *words): print('request', self.headers.get('Authorization'), file=sys.stderr, flush=True)
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        print('port', server.server_port, file=sys.stderr, flush=True)
        server.serve_forever()
        """

    init(folder: String) async throws {
        let log = "\(folder).web"
        let pid = try ProcessRunner.spawnDetached(
            ["python3", "-c", Self.script], workingDirectory: folder, outputPath: log)
        guard let process = ProcessIdentity(pid: pid) else { throw ProcessGone() }
        self.process = process
        logPath = log
        var found: UInt16?
        try await eventually("the web server listens") {
            let text = (try? File.read(log, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            found = text.split(separator: "\n").first.flatMap { $0.split(separator: " ").last }.flatMap { UInt16($0) }
            return found != nil
        }
        guard let found else { throw ProcessGone() }
        port = found
    }

    deinit {
        _ = process.signal(SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(process.pid, &status, 0)
    }

    /// What it has noted so far.
    var log: String { (try? File.read(logPath, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    private struct ProcessGone: Error {}
}
