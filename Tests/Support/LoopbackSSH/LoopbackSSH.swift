import Files
import Glibc
import Processes
import Reactor

/// A real OpenSSH server on a loopback address, with its own host keys and one user key, for as long as it is referenced.
///
/// It runs as whoever runs the tests, and lets that user in.
public final class LoopbackSSH: Sendable {
    /// Where Debian has it; sshd insists on an absolute path.
    public static let program = "/usr/sbin/sshd"
    /// Whether such a server can run here. A suite that needs one skips without it, and says so.
    public static var isAvailable: Bool { File.exists(program) }
    public static let skipReason = "SKIPPED, NOT PASSED: \(program) is not installed (apt-get install openssh-server)"

    private static let startLimit = Duration.seconds(20)
    private static let ports: Range<UInt16> = 20_000..<32_000
    private static let portAttempts = 100
    private static let startAttempts = 4

    public let address: String
    public let port: UInt16
    public let user: String
    /// A folder of its own, with the keys in it.
    public let folder: String
    private let process: ProcessIdentity

    /// Starts a server and returns when it listens.
    ///
    /// - Parameters:
    ///   - address: within 127.0.0.0/8.
    ///   - hostKeyTypes: as `makeKey` takes them; each key stands in `host_<type>` and `host_<type>.pub`.
    ///   - settings: lines of sshd_config that go before the usual ones and so win over them.
    ///   - password: what the user's password is to this server and to nobody else; see `canHavePasswords`.
    ///   - wrapper: a program and its arguments that becomes the server's, which follows.
    public init(
        address: String = "127.0.0.1", hostKeyTypes: [String] = ["ed25519"], settings: [String] = [],
        password: String? = nil, within wrapper: [String] = []
    ) async throws {
        self.address = address
        user = try Self.currentUser()
        folder = try Self.makeFolder()
        do {
            try await Self.makeKeys(folder, hostKeyTypes)
            if let password { try await Self.makeShadow(folder, user, password) }
            (port, process) = try await Self.startSomewhere(folder, address, hostKeyTypes, settings, wrapper)
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

    /// What the server has said so far.
    public var messages: String { (try? Self.text("\(folder)/log")) ?? "" }

    /// The user key that it accepts.
    public var keyFile: String { "\(folder)/user_ed25519" }

    /// A known_hosts line for one of its host keys, or for any other public key file.
    public func knownHostsLine(_ type: String = "ed25519", publicKey: String? = nil) throws -> String {
        let line = try Self.text(publicKey ?? "\(folder)/host_\(type).pub")
        let key = line.split(separator: " ").prefix(2).joined(separator: " ")
        return port == 22 ? "\(address) \(key)" : "[\(address)]:\(port) \(key)"
    }

    /// Makes a key pair: `ed25519`, `rsa`, or `ecdsa-` and its bits; without a passphrase unless `options` say otherwise,
    /// which go to ssh-keygen as they are.
    public static func makeKey(_ type: String, at path: String, options: [String] = []) async throws {
        let bits = type.hasPrefix("ecdsa-") ? ["-b", String(type.dropFirst(6))] : []
        let name = type.hasPrefix("ecdsa-") ? "ecdsa" : type
        let passphrase = options.contains("-N") ? [] : ["-N", ""]
        let result = try await ProcessRunner.run(
            ["ssh-keygen", "-q", "-t", name] + bits + ["-f", path, "-C", "test"] + passphrase + options,
            deadline: .seconds(60))
        guard result.status.isSuccess else { throw Failure("ssh-keygen: \(result.errorText)") }
    }

    /// Has an authority certify a public key for a user (or, by `-h`, a host); the certificate stands in `<key>-cert.pub`.
    public static func certify(
        _ publicKey: String, for name: String, by authority: String, options: [String] = []
    ) async throws {
        let result = try await ProcessRunner.run(
            ["ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", name] + options + [publicKey],
            deadline: .seconds(60))
        guard result.status.isSuccess else { throw Failure("ssh-keygen: \(result.errorText)") }
    }

    /// Gives a key that has none a passphrase.
    public static func encrypt(_ key: String, with passphrase: String) async throws {
        let result = try await ProcessRunner.run(
            ["ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", key], deadline: .seconds(60))
        guard result.status.isSuccess else { throw Failure("ssh-keygen: \(result.errorText)") }
    }

    /// Also lets this key in.
    public func authorize(_ publicKeyFile: String) throws {
        let path = "\(folder)/authorized_keys"
        try Self.write(try Self.text(path) + Self.text(publicKeyFile), to: path)
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }

    // MARK: - Starting

    private static func makeKeys(_ folder: String, _ hostKeyTypes: [String]) async throws {
        for type in hostKeyTypes { try await makeKey(type, at: "\(folder)/host_\(type)") }
        try await makeKey("ed25519", at: "\(folder)/user_ed25519")
        try write(try text("\(folder)/user_ed25519.pub"), to: "\(folder)/authorized_keys")
    }

    /// Another server may take the port between our look and our server's.
    private static func startSomewhere(
        _ folder: String, _ address: String, _ hostKeyTypes: [String], _ settings: [String], _ wrapper: [String]
    ) async throws -> (UInt16, ProcessIdentity) {
        for _ in 1..<startAttempts {
            let port = try freePort(address)
            try configure(folder, address, port, hostKeyTypes, settings)
            if let process = try? await start(folder, wrapper) { return (port, process) }
            guard try text("\(folder)/log").contains("Address already in use") else { break }
            try File.remove("\(folder)/log")
        }
        let port = try freePort(address)
        try configure(folder, address, port, hostKeyTypes, settings)
        return (port, try await start(folder, wrapper))
    }

    private static func configure(
        _ folder: String, _ address: String, _ port: UInt16, _ hostKeyTypes: [String], _ settings: [String]
    ) throws {
        let usual = [
            "ListenAddress \(address)", "Port \(port)", "PidFile none", "UsePAM no", "StrictModes no",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes",
            "AuthorizedKeysFile \(folder)/authorized_keys", "MaxStartups 100", "LogLevel INFO",
            // Or bash would read the user's ~/.bashrc before each command.
            "SetEnv SHLVL=2",
        ]
        let lines = settings + usual + hostKeyTypes.map { "HostKey \(folder)/host_\($0)" }
        try write(lines.joined(separator: "\n") + "\n", to: "\(folder)/sshd_config")
    }

    /// Starts the server and waits until it listens.
    private static func start(_ folder: String, _ wrapper: [String]) async throws -> ProcessIdentity {
        if getuid() == 0 { try Directory.makeWithParents("/run/sshd") }
        let command = [program, "-D", "-e", "-f", "\(folder)/sshd_config"]
        let hasShadow = File.exists("\(folder)/shadow")
        let pid = try ProcessRunner.spawnDetached(
            wrapper + (hasShadow ? withShadow(folder) + command : command), outputPath: "\(folder)/log")
        let process = ProcessIdentity(pid: pid)
        let reactor = try Reactor(named: "loopback-ssh")
        let limit = ContinuousClock.now + startLimit
        while let process, process.isRunning, ContinuousClock.now < limit {
            if try text("\(folder)/log").contains("Server listening on") { return process }
            await reactor.sleep(until: .now + .milliseconds(5))
        }
        _ = process?.signal(SIGKILL)
        throw Failure("sshd did not start: \(try text("\(folder)/log"))")
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try File.read(path, limit: 16 << 20), as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws {
        try AtomicFile.write(Array(text.utf8), to: path)
    }

    /// Who runs the tests.
    public static func currentUser() throws -> String {
        guard let entry = unsafe getpwuid(getuid()) else { throw Failure("this user has no name") }
        return unsafe String(cString: entry.pointee.pw_name)
    }

    static func makeFolder() throws -> String {
        var template = Array("/tmp/loopback-ssh-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure("no temporary folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A port on which nobody listens, below those that the kernel gives to clients: one of them could take it before the
    /// server does.
    static func freePort(_ address: String) throws -> UInt16 {
        for _ in 0..<portAttempts {
            let port = UInt16.random(in: ports)
            if isFree(address, port) { return port }
        }
        throw Failure("no free port on \(address)")
    }

    private static func isFree(_ address: String, _ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe inet_pton(AF_INET, address, &pointer.pointee.sin_addr) == 1
                && pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, length) == 0
                }
        }
    }
}
