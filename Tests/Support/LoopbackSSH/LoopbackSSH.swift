import Foundation
import Glibc
import Synchronization

/// A real OpenSSH server on a loopback address, with its own host keys and one user key, for as long as it is referenced.
///
/// It runs as whoever runs the tests, and lets that user in.
public final class LoopbackSSH: Sendable {
    /// Where Debian has it; sshd insists on an absolute path.
    public static let program = "/usr/sbin/sshd"
    /// Whether such a server can run here. A suite that needs one skips without it, and says so.
    public static var isAvailable: Bool { unsafe access(program, X_OK) == 0 }
    public static let skipReason =
        "SKIPPED, NOT PASSED: \(program) is not installed (apt-get install openssh-server)"

    public let address: String
    public let port: UInt16
    public let user: String
    /// A folder of its own, with the keys in it.
    public let folder: String
    private let process: Process
    private let log: Log

    /// Starts a server and returns when it listens.
    ///
    /// - Parameters:
    ///   - address: within 127.0.0.0/8.
    ///   - hostKeyTypes: as ssh-keygen names them; each key stands in `host_<type>` and `host_<type>.pub`.
    ///   - settings: lines of sshd_config that go before the usual ones and so win over them.
    public init(
        address: String = "127.0.0.1", hostKeyTypes: [String] = ["ed25519"], settings: [String] = []
    ) throws {
        self.address = address
        user = try Self.currentUser()
        folder = try Self.makeFolder()
        port = try Self.freePort(address)
        for type in hostKeyTypes { try Self.makeKey(type, at: "\(folder)/host_\(type)") }
        try Self.makeKey("ed25519", at: "\(folder)/user_ed25519")
        try FileManager.default.copyItem(atPath: "\(folder)/user_ed25519.pub", toPath: "\(folder)/authorized_keys")
        try Self.writeConfiguration(folder, address, port, hostKeyTypes, settings)
        (process, log) = try Self.start(folder)
        try log.waitForListening()
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What the server has said so far.
    public var messages: String { log.text }

    /// The user key that it accepts.
    public var keyFile: String { "\(folder)/user_ed25519" }

    /// A known_hosts line for one of its host keys, or for any other public key file.
    public func knownHostsLine(_ type: String = "ed25519", publicKey: String? = nil) throws -> String {
        let line = try String(contentsOfFile: publicKey ?? "\(folder)/host_\(type).pub", encoding: .utf8)
        let key = line.split(separator: " ").prefix(2).joined(separator: " ")
        return port == 22 ? "\(address) \(key)" : "[\(address)]:\(port) \(key)"
    }

    /// Makes a key pair without a passphrase; `options` go to ssh-keygen as they are.
    public static func makeKey(_ type: String, at path: String, options: [String] = []) throws {
        let bits = type.hasPrefix("ecdsa-") ? ["-b", String(type.dropFirst(6))] : []
        try run(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", type.hasPrefix("ecdsa") ? "ecdsa" : type] + bits + ["-f", path, "-C", "test"]
                + (options.contains("-N") ? options : ["-N", ""] + options))
    }

    /// Also lets this key in.
    public func authorize(_ publicKeyFile: String) throws {
        let path = "\(folder)/authorized_keys"
        let known = try String(contentsOfFile: path, encoding: .utf8)
        let more = try String(contentsOfFile: publicKeyFile, encoding: .utf8)
        try (known + more).write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Runs a program to its end; an exit code other than 0 is an error.
    public static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure("\(program) \(arguments) failed") }
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
        init(_ description: String) { self.description = description }
    }

    // MARK: - Starting

    /// What the server writes, drained so that it never blocks on it.
    private final class Log: Sendable {
        private let state = Mutex((text: "", isEnded: false))
        private let changed = DispatchSemaphore(value: 0)

        var text: String { state.withLock { $0.text } }

        func append(_ data: Data) {
            state.withLock { state in
                state.text += String(decoding: data, as: UTF8.self)
                if data.isEmpty { state.isEnded = true }
            }
            changed.signal()
        }

        func waitForListening() throws {
            while true {
                let (text, isEnded) = state.withLock { $0 }
                if text.contains("Server listening on") { return }
                guard !isEnded, changed.wait(timeout: .now() + .seconds(20)) == .success else {
                    throw Failure("sshd did not start: \(text)")
                }
            }
        }
    }

    private static func writeConfiguration(
        _ folder: String, _ address: String, _ port: UInt16, _ hostKeyTypes: [String], _ settings: [String]
    ) throws {
        let usual = [
            "ListenAddress \(address)", "Port \(port)", "PidFile none", "UsePAM no", "StrictModes no",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes",
            "AuthorizedKeysFile \(folder)/authorized_keys", "MaxStartups 100", "LogLevel INFO",
        ]
        let lines = settings + usual + hostKeyTypes.map { "HostKey \(folder)/host_\($0)" }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: "\(folder)/sshd_config"))
    }

    private static func start(_ folder: String) throws -> (Process, Log) {
        if getuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-D", "-e", "-f", "\(folder)/sshd_config"]
        let pipe = Pipe()
        let log = Log()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            log.append(data)
            if data.isEmpty { handle.readabilityHandler = nil }
        }
        try process.run()
        return (process, log)
    }

    private static func currentUser() throws -> String {
        guard let entry = unsafe getpwuid(getuid()) else { throw Failure("this user has no name") }
        return unsafe String(cString: entry.pointee.pw_name)
    }

    private static func makeFolder() throws -> String {
        var template = Array("/tmp/loopback-ssh-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure("no temporary folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Asks the kernel for a port and lets it go again.
    private static func freePort(_ address: String) throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe inet_pton(AF_INET, address, &pointer.pointee.sin_addr) == 1
                && pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
                }
        }
        guard isBound else { throw Failure("no free port on \(address)") }
        return UInt16(bigEndian: place.sin_port)
    }
}
