import Checksums
import Files
import Processes
import Testing

/// A folder in which the tool and coreutils' own `sha256sum` are asked the same.
final class Bench: Sendable {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(prefix: "checksums")
    }

    var path: String { directory.path }

    func write(_ name: String, _ text: String) throws {
        try AtomicFile.write(Array(text.utf8), to: directory.file(name))
    }

    struct Answer: Hashable {
        let output: String
        let errors: String
        let code: Int32
    }

    /// What coreutils answers.
    func theirs(_ arguments: [String], input: String = "") async throws -> Answer {
        let result = try await ProcessRunner.run(
            ["sha256sum"] + arguments, input: Array(input.utf8), environment: .inheritedWith(["LC_ALL": "C.UTF-8"]),
            workingDirectory: path, deadline: .seconds(30))
        guard case .exited(let code) = result.status else { throw CancellationError() }
        return Answer(output: result.outputText, errors: result.errorText, code: code)
    }

    /// What we answer, from `run` with a tool that reads `input` for `-`.
    func ours(input: String = "", _ run: (ChecksumTool, (ChecksumOutput) -> Void) -> Int32) throws -> Answer {
        try write(".input", input)
        let file = try FileDescriptor(opening: directory.file(".input"), for: .read)
        let tool = ChecksumTool(workingDirectory: path, standardInput: file.number)
        var output = ""
        var errors = ""
        let code = run(tool) { line in
            switch line {
            case .output(let text): output += text + "\n"
            case .error(let text): errors += text + "\n"
            }
        }
        return Answer(output: output, errors: errors, code: code)
    }
}
