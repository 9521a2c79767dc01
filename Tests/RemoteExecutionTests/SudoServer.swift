import Files
import Glibc
import LoopbackSSH
import Processes
import Secrets

/// A server with users of its own and a real sudo, in a mount namespace: the machine's own accounts and rules stay as they are.
final class SudoServer: Sendable {
    /// What each user may do.
    enum User: String, CaseIterable {
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

    static let isAvailable =
        getuid() == 0 && LoopbackSSH.isAvailable && ["/usr/bin/sudo", "/usr/bin/unshare"].allSatisfy(File.exists)
    static let skipReason = "SKIPPED, NOT PASSED: needs root, sshd, sudo and unshare (apt-get install sudo)"

    let ssh: LoopbackSSH
    /// Every user's password; nobody else's.
    let password: String
    private let folder: String

    init() async throws {
        password = "canary-\(UInt64.random(in: 1 << 60 ... .max))"
        folder = try Self.makeFolder()
        try await Self.prepare(folder, password)
        ssh = try await LoopbackSSH(
            settings: ["AuthorizedKeysFile \(folder)/authorized_keys"],
            within: ["unshare", "-m", "--propagation", "private", "sh", "\(folder)/enter", folder])
        try File.setMode(ssh.folder, 0o755)
        let key = try File.read("\(ssh.keyFile).pub", limit: 1 << 16)
        try AtomicFile.write(key, to: "\(folder)/authorized_keys", mode: 0o644)
    }

    deinit { try? Directory.removeTree(folder) }

    func host(_ user: User) async throws -> Host { try await Host(ssh, user: user.rawValue) }

    /// A secret that leaves a file behind when it is asked for.
    func secret(_ text: String? = nil) -> KeptSecret {
        KeptSecret(.command(["sh", "-c", "touch '\(folder)/asked'; echo '\(text ?? password)'"]))
    }

    var wasAskedForSecret: Bool { File.exists("\(folder)/asked") }

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
