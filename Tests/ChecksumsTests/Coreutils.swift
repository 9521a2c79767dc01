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
    func ours(
        input: String = "", _ run: (ChecksumTool, (ChecksumOutput) -> Void) async -> Int32
    ) async throws -> Answer {
        try write(".input", input)
        let file = try FileDescriptor(opening: directory.file(".input"), for: .read)
        let tool = ChecksumTool(workingDirectory: path, standardInput: file.number, atATime: 4)
        var output: [UInt8] = []
        var errors = ""
        let code = await run(tool) { line in
            switch line {
            case .output(let bytes): output += bytes
            case .error(let text): errors += text + "\n"
            }
        }
        return Answer(output: String(decoding: output, as: UTF8.self), errors: errors, code: code)
    }

    /// What we answer, to the byte.
    func oursRaw(
        _ run: (ChecksumTool, (ChecksumOutput) -> Void) async -> Int32
    ) async throws -> (output: [UInt8], errors: [UInt8]) {
        var (output, errors): ([UInt8], [UInt8]) = ([], [])
        _ = await run(ChecksumTool(workingDirectory: path)) { line in
            switch line {
            case .output(let bytes): output += bytes
            case .error(let text): errors += Array((text + "\n").utf8)
            }
        }
        return (output, errors)
    }

    /// Runs a script in the folder, with a name that need not be text as `$1`; what it prints.
    @discardableResult
    func shell(_ script: String, _ name: [UInt8]) async throws -> [UInt8] {
        // An argument is text here, so the name travels as octal escapes.
        let octal = name.map { byte in "\\0" + String(byte, radix: 8) }.joined()
        let result = try await ProcessRunner.run(
            ["/bin/bash", "-c", #"set -- "$(printf '%b' "$1")"; "# + script, "bash", octal],
            environment: .inheritedWith(["LC_ALL": "C.UTF-8"]), workingDirectory: path, deadline: .seconds(30))
        guard result.status.isSuccess else { throw CancellationError() }
        return result.output
    }
}
