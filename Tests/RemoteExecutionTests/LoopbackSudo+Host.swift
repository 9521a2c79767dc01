import Files
import LoopbackSSH
import Secrets

extension LoopbackSudo {
    func host(_ user: User) async throws -> Host { try await Host(ssh, user: user.rawValue) }

    /// A secret that leaves a file behind when it is asked for.
    func secret(_ text: String? = nil) -> KeptSecret {
        KeptSecret(.command(["sh", "-c", "touch '\(folder)/asked'; echo '\(text ?? password)'"]))
    }

    var wasAskedForSecret: Bool { File.exists("\(folder)/asked") }
}
