import Files
import Glibc
import Processes
import Testing

/// The built `cjctl`, run as a person runs it: words in, exit code and text out.
struct BuiltProgram: Sendable {
    /// The project folder it runs in.
    let folder: String

    /// It lies beside the test program; `CJCTL_PROGRAM` names another.
    static let path: String = {
        if let named = unsafe getenv("CJCTL_PROGRAM") { return unsafe String(cString: named) }
        let own = (try? File.readSymbolicLink("/proc/self/exe")) ?? ""
        return FilePath.join(FilePath.parent(of: own), "cjctl")
    }()

    /// Longer than any command of these tests takes on a busy machine.
    static let patience = Duration.seconds(120)

    /// Runs one command to its end.
    func run(_ words: [String]) async throws -> Said {
        let result = try await ProcessRunner.run(
            [Self.path] + words, workingDirectory: folder, deadline: Self.patience)
        return Said(words: words, result: result)
    }

    func run(_ words: String...) async throws -> Said { try await run(words) }

    /// Runs one command and expects how it ends; what it printed is in the failure.
    @discardableResult
    func expect(_ code: Int32, _ words: [String], at place: SourceLocation = #_sourceLocation) async throws -> Said {
        let said = try await run(words)
        #expect(said.code == code, "\(said)", sourceLocation: place)
        return said
    }

    /// Begins a command and hands over its process.
    func begin(_ words: [String]) async throws -> RunningProgram {
        let note = FilePath.join(folder, ".pid-\(getpid())-\(words.joined(separator: "-").hashValue)")
        // The shell becomes the program, so the id it notes is the program's.
        let arguments =
            ["/bin/sh", "-c", #"echo $$ >"$0.new" && mv "$0.new" "$0" && exec "$@""#, note, Self.path] + words
        let task = Task { [folder] in
            try await ProcessRunner.run(arguments, workingDirectory: folder, deadline: Self.patience)
        }
        var pid: Int32?
        try await eventually("the process id of cjctl is noted") {
            pid = (try? File.read(note, limit: 32)).flatMap { Int32(String(decoding: $0, as: UTF8.self).dropLast()) }
            return pid != nil
        }
        try File.remove(note)
        return RunningProgram(words: words, pid: try #require(pid), task: task)
    }
}

/// What a command said, and how it ended.
struct Said: CustomStringConvertible {
    let words: [String]
    let result: ProcessResult

    /// Its exit code; -1 when a signal ended it.
    var code: Int32 { if case .exited(let code) = result.status { code } else { -1 } }
    /// Both streams: a person sees both.
    var text: String { result.outputText + result.errorText }
    /// Lines that begin an error.
    var errors: [Substring] { text.split(separator: "\n").filter { $0.hasPrefix("error:") } }

    var description: String { "cjctl \(words.joined(separator: " ")) ended with \(result.status) and said:\n\(text)" }
}

/// A command under way.
struct RunningProgram: Sendable {
    let words: [String]
    let pid: Int32
    let task: Task<ProcessResult, any Error>

    /// False once it has ended and was collected.
    var isRunning: Bool { kill(pid, 0) == 0 }

    func signal(_ number: Int32) { _ = kill(pid, number) }

    func ended() async throws -> Said { Said(words: words, result: try await task.value) }
}
