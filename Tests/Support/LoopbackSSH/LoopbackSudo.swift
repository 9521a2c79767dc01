import Files
import Glibc
import Processes

/// A server with users of its own and a real sudo, in a mount namespace: the machine's own accounts and rules stay as they are.
public final class LoopbackSudo: Sendable {
    /// What each user may do.
    public enum User: String, CaseIterable, Sendable {
        /// Everything, without a password.
        case free = "cjt-free"
        /// Everything, with a password, and a lecture each time.
        case asked = "cjt-asked"
        /// Nothing.
        case barred = "cjt-barred"
        /// Everything without a password, on a terminal only.
        case terminal = "cjt-tty"
        /// Everything with a password, on a terminal only.
        case askedOnTerminal = "cjt-ttyasked"

        var uid: Int { 61_000 + (Self.allCases.firstIndex(of: self) ?? 0) }

        var rules: [String] {
            let all = "\(rawValue) ALL=(ALL:ALL)"
            let onTerminal = "Defaults:\(rawValue) requiretty"
            return switch self {
            case .free: ["\(all) NOPASSWD: ALL"]
            case .asked: ["Defaults:\(rawValue) lecture=always", "\(all) ALL"]
            case .barred: []
            case .terminal: [onTerminal, "\(all) NOPASSWD: ALL"]
            case .askedOnTerminal: [onTerminal, "\(all) ALL"]
            }
        }
    }

    public static let isAvailable =
        getuid() == 0 && LoopbackSSH.isAvailable && ["/usr/bin/sudo", "/usr/bin/unshare"].allSatisfy(File.exists)
    public static let skipReason = "SKIPPED, NOT PASSED: needs root, sshd, sudo and unshare (apt-get install sudo)"

    public let ssh: LoopbackSSH
    /// Every user's password; nobody else's.
    public let password: String
    public let folder: String

    /// - Parameters:
    ///   - hostKeyTypes: as `LoopbackSSH` takes them.
    ///   - settings: lines of sshd_config that win over the usual ones.
    public init(hostKeyTypes: [String] = ["ed25519"], settings: [String] = []) async throws {
        password = "canary-\(UInt64.random(in: 1 << 60 ... .max))"
        folder = try Self.makeFolder()
        do {
            try await Self.prepare(folder, password)
            ssh = try await LoopbackSSH(
                hostKeyTypes: hostKeyTypes, settings: settings + ["AuthorizedKeysFile \(folder)/authorized_keys"],
                within: ["unshare", "-m", "--propagation", "private", "sh", "\(folder)/enter", folder])
            try File.setMode(ssh.folder, 0o755)
            let key = try File.read("\(ssh.keyFile).pub", limit: 1 << 16)
            try AtomicFile.write(key, to: "\(folder)/authorized_keys", mode: 0o644)
        } catch {
            try? Directory.removeTree(folder)
            throw error
        }
    }

    /// Lets this key in too, as every user.
    public func authorize(_ publicKeyFile: String) throws {
        let path = "\(folder)/authorized_keys"
        let keys = try File.read(path, limit: 1 << 20) + File.read(publicKeyFile, limit: 1 << 16)
        try AtomicFile.write(keys, to: path, mode: 0o644)
    }

    deinit { try? Directory.removeTree(folder) }

    private static func prepare(_ folder: String, _ password: String) async throws {
        let hash = try await ProcessRunner.run(
            ["openssl", "passwd", "-6", "-stdin"], input: Array(password.utf8), deadline: .seconds(20))
        let shadow = User.allCases.map { "\($0.rawValue):\(hash.text):19000:0:99999:7:::" }
        let accounts = User.allCases.map { "\($0.rawValue):x:\($0.uid):65534::/tmp:/bin/sh" }
        let rules = ["Defaults !mail_badpass, passwd_tries=3"] + User.allCases.flatMap(\.rules)
        // The tables of the machine with these users added, over its own; what sudo remembers goes nowhere.
        let enter = [
            "set -e", "cat /etc/passwd \"$1/accounts\" > \"$1/passwd\"",
            "cat /etc/shadow \"$1/hashes\" > \"$1/shadow\"",
            "mount --bind \"$1/passwd\" /etc/passwd", "mount --bind \"$1/shadow\" /etc/shadow",
            "mount --bind \"$1/sudoers.d\" /etc/sudoers.d", "mount -t tmpfs none /var/lib/sudo",
            "mkdir -p /run/sudo", "mount -t tmpfs none /run/sudo", "shift", "exec \"$@\"",
        ]
        for (name, lines) in [("accounts", accounts), ("hashes", shadow), ("enter", enter)] {
            try write(lines, to: "\(folder)/\(name)", mode: 0o600)
        }
        try Directory.make("\(folder)/sudoers.d")
        try write(rules, to: "\(folder)/sudoers.d/tests", mode: 0o440)
    }

    private static func write(_ lines: [String], to path: String, mode: UInt32) throws {
        try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path, mode: mode)
    }

    private static func makeFolder() throws -> String {
        let folder = "/tmp/cjctl-sudo-\(UInt64.random(in: 1 << 60 ... .max))"
        try Directory.make(folder, mode: 0o755)
        return folder
    }
}

extension ProcessResult {
    fileprivate var text: String { String(decoding: output, as: UTF8.self).filter { !$0.isNewline } }
}
