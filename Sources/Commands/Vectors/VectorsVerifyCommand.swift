import Arguments
import Files
import GoldenVectors
import Processes

/// `cjctl vectors verify`: does this build of the chain's core answer as every build must?
struct VectorsVerifyCommand: Command {
    static let specification = CommandSpecification(
        name: "verify", summary: "Ask the chain's core the golden vectors.",
        discussion: """
            Without --library it asks the core that cjctl was built with. Of a library, the functions that it exports and \
            the libraries that it needs are looked at first; then it is loaded by a process of its own, which it may end. A \
            node is told the questions and not what is expected, and answers by both of its engines, whatever its mode.
            """,
        examples: [
            CommandExample("cjctl vectors verify --library releases/v4.0.0/libcoinjecture_core.so", "a library"),
            CommandExample("cjctl vectors verify --node canary", "nodes that run"),
            CommandExample("cjctl vectors verify --node http://127.0.0.1:12346", "one that is in no inventory"),
        ],
        options: [
            OptionSpecification("--library", .value("FILE"), summary: "A libcoinjecture_core.so to ask."),
            OptionSpecification(
                "--node", .repeatedValue("URL|PATTERN"),
                summary: "Running nodes to ask: the base of an API, or hosts of the inventory."),
            Options.inventory,
            OptionSpecification(
                "--in-process", .flag, summary: "Load the library into this process, which it may end."),
            OptionSpecification(
                "--vectors", .value("FILE"), summary: "The file of vectors.", defaultText: Self.defaultFile),
        ])

    private static let defaultFile = "vectors/network_b_vectors.json"

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let name = context.arguments.value("--vectors") ?? Self.defaultFile
        let file = try read(name, in: context.folder)
        let library = context.arguments.value("--library")
        let nodes = context.arguments.values("--node")
        guard nodes.isEmpty || library == nil else {
            throw CommandFailure(.usage, "--library and --node are two questions", next: "ask one, then the other")
        }
        guard nodes.isEmpty else { return try await NodeVectors(file: file, context: context).verify(nodes) }
        if let library, !context.arguments.flag("--in-process") {
            try await LibraryLook(path: FilePath.join(context.folder, library), name: library).require()
            return try await askInChild(library, name, context)
        }
        let result = try judge(file, library.map { FilePath.join(context.folder, $0) })
        for failure in result.failures {
            context.output.print([
                failure.vector, "  expected  \(failure.expected)", "  found     \(failure.found)",
            ])
        }
        let passed = result.count - result.failures.count
        context.output.print("\(passed) of \(result.count) vectors passed   \(library ?? "the core in cjctl")")
        return result.failures.isEmpty ? .asked : .failed
    }

    /// Asks in a process of its own: a library that crashes ends that one.
    private func askInChild(
        _ library: String, _ vectors: String, _ context: CommandContext
    ) async throws(CommandFailure) -> ExitCode {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(
                [
                    "/proc/self/exe", "-C", context.folder, "vectors", "verify", "--in-process", "--library", library,
                    "--vectors", vectors,
                ], deadline: Self.patience)
        } catch {
            throw CommandFailure(.failed, "the library \(library) was not asked: \(error)")
        }
        context.output.print(result.outputText.split(separator: "\n").map(String.init))
        context.output.say(result.errorText.split(separator: "\n").map(String.init))
        guard case .exited(let code) = result.status else {
            throw CommandFailure(
                .failed, "the library \(library) ended the process that asked it: \(result.status)",
                next: "do not roll this library out")
        }
        return code == 0 ? .asked : .failed
    }

    /// For all vectors of a file.
    private static let patience = Duration.seconds(60)

    private func read(_ name: String, in folder: String) throws(CommandFailure) -> VectorFile {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.read(FilePath.join(folder, name), limit: VectorFile.largest)
        } catch {
            throw CommandFailure(.failed, "\(error)", next: "cjctl vectors verify --vectors FILE")
        }
        do throws(VectorError) {
            return try VectorFile(parsing: bytes, file: name)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    private func judge(_ file: VectorFile, _ library: String?) throws(CommandFailure) -> VectorRun {
        guard let library else { return VectorRun(file, on: BuiltInCore()) }
        do throws(VectorError) {
            return VectorRun(file, on: try NativeCore(path: library))
        } catch {
            throw CommandFailure(.failed, "\(error)", next: "ldd \(library)")
        }
    }
}
