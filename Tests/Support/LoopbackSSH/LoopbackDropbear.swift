import Files
import Glibc
import Processes
import Reactor

/// A real Dropbear server on a loopback address, which lets in whoever runs the tests.
///
/// Dropbear reads authorized keys from the home directory only. It gets another one: a mount that nobody else sees, which
/// takes root.
public final class LoopbackDropbear: Sendable {
    public static let program = "/usr/sbin/dropbear"
    public static var isAvailable: Bool { File.exists(program) && geteuid() == 0 }
    public static let skipReason =
        "SKIPPED, NOT PASSED: needs root, and \(program) (apt-get install dropbear-bin)"

    private static let startLimit = Duration.seconds(20)

    public let address = "127.0.0.1"
    public let port: UInt16
    public let user: String
    public let folder: String
    /// The line of known_hosts for its key.
    public let knownHostsLine: String
    private let process: ProcessIdentity

    /// - Parameters:
    ///   - hostKeyType: as dropbearkey takes it: `ed25519`, `ecdsa` or `rsa`.
    ///   - userKeys: public key files that it accepts.
    ///   - options: further words of its command line.
    public init(hostKeyType: String, userKeys: [String], options: [String] = []) async throws {
        user = try LoopbackSSH.currentUser()
        port = try LoopbackSSH.freePort(address)
        folder = try LoopbackSSH.makeFolder()
        do {
            let home = "\(folder)/home"
            try Directory.makeWithParents("\(home)/.ssh", mode: 0o700)
            let keys = try userKeys.flatMap { try File.read($0, limit: 1 << 20) }
            try AtomicFile.write(keys, to: "\(home)/.ssh/authorized_keys", mode: 0o600)
            let made = try await ProcessRunner.run(
                ["dropbearkey", "-t", hostKeyType, "-f", "\(folder)/host"], deadline: .seconds(60))
            let lines = made.outputText.split(separator: "\n")
            guard let key = lines.first(where: { $0.hasPrefix("ssh-") || $0.hasPrefix("ecdsa-") }) else {
                throw LoopbackSSH.Failure("dropbearkey: \(made.errorText)")
            }
            knownHostsLine = "[\(address)]:\(port) " + key.split(separator: " ").prefix(2).joined(separator: " ")
            process = try await Self.start(folder, home, "\(address):\(port)", options)
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
    }

    deinit {
        _ = process.signal(SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(process.pid, &status, 0)
        try? Directory.removeTree(folder)
    }

    private static func start(
        _ folder: String, _ home: String, _ place: String, _ options: [String]
    ) async throws -> ProcessIdentity {
        let script = "mount --bind \"$1\" \"$HOME\" && shift && exec \(program) -F -E -s -m \"$@\""
        let pid = try ProcessRunner.spawnDetached(
            ["unshare", "--mount", "sh", "-c", script, "sh", home, "-r", "\(folder)/host", "-P", "\(folder)/pid"]
                + ["-p", place] + options,
            environment: .inheritedWith(["HOME": homeOfUser]), outputPath: "\(folder)/log")
        let process = ProcessIdentity(pid: pid)
        let reactor = try Reactor(named: "loopback-dropbear")
        let limit = ContinuousClock.now + startLimit
        while let process, process.isRunning, ContinuousClock.now < limit {
            // Written once it listens.
            if File.exists("\(folder)/pid") { return process }
            await reactor.sleep(until: .now + .milliseconds(5))
        }
        _ = process?.signal(SIGKILL)
        let log = (try? File.read("\(folder)/log", limit: 1 << 20)) ?? []
        throw LoopbackSSH.Failure("dropbear did not start: \(String(decoding: log, as: UTF8.self))")
    }

    private static var homeOfUser: String {
        guard let entry = unsafe getpwuid(getuid()), let home = unsafe entry.pointee.pw_dir else { return "/" }
        return unsafe String(cString: home)
    }
}
