import Files
import Processes
import SSHKeys
import SSHSignatures

/// A folder with keys that `ssh-keygen` made, removed at the end.
final class SigningBench: Sendable {
    static let namespace = "bench@v1"
    let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory(prefix: "signing") }

    /// A new key pair, and the words of its public half without the comment.
    func makeKey(_ name: String, type: String = "ed25519") async throws -> String {
        try await run(["ssh-keygen", "-q", "-t", type, "-N", "", "-C", name, "-f", folder.file(name)])
        let text = String(decoding: try File.read(folder.file("\(name).pub"), limit: 1 << 16), as: UTF8.self)
        return text.split(separator: " ").prefix(2).joined(separator: " ")
    }

    func run(_ arguments: [String], input: [UInt8] = []) async throws {
        let result = try await ProcessRunner.run(arguments, input: input, deadline: .seconds(30))
        guard result.status.isSuccess else { throw BenchFailure(text: result.errorText) }
    }

    func sign(_ message: String, key: String, namespace: String = namespace) async throws -> SSHSignature {
        try await SignatureProgram(namespace: namespace).sign(Array(message.utf8), key: folder.file(key))
    }

    struct BenchFailure: Error { let text: String }
}

/// The signers of a file that has to be right.
func signers(_ text: String) throws -> AllowedSigners { try AllowedSigners.read(Array(text.utf8)).get() }

/// `line: message` of everything that is wrong.
func problems(_ text: String) -> [String] {
    guard case .failure(let problems) = AllowedSigners.read(Array(text.utf8)) else { return [] }
    return problems.all.map { "\($0.line): \($0.message)" }
}
