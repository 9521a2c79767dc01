import Files
import Glibc
import Processes

/// Passwords that exist for one server: it sees a shadow file of its own in place of the machine's, which nobody touches.
extension LoopbackSSH {
    /// Whether such a server can run here: it takes root, and a kernel that gives it a mount namespace.
    public static var canHavePasswords: Bool {
        getuid() == 0 && File.exists("/usr/bin/unshare") && File.exists("/usr/bin/openssl")
    }

    public static let passwordSkipReason =
        "SKIPPED, NOT PASSED: a server with a password of its own needs root, unshare and openssl"

    static func makeShadow(_ folder: String, _ user: String, _ password: String) async throws {
        let result = try await ProcessRunner.run(
            ["openssl", "passwd", "-6", "-stdin"], input: Array(password.utf8), deadline: .seconds(60))
        guard result.status.isSuccess else { throw Failure("openssl: \(result.errorText)") }
        let hash = String(decoding: result.output, as: UTF8.self).prefix { $0 != "\n" }
        let line = "\(user):\(hash):19000:0:99999:7:::\n"
        try AtomicFile.write(Array(line.utf8), to: "\(folder)/shadow", mode: 0o600)
    }

    /// What goes before the server's command, and becomes it.
    static func withShadow(_ folder: String) -> [String] {
        let script = "mount --bind \"$0\" /etc/shadow && exec \"$@\""
        return ["unshare", "--mount", "sh", "-c", script, "\(folder)/shadow"]
    }
}
