import Arguments
import Files
import GoldenVectors

/// `cjctl vectors verify`: does this build of the chain's core answer as every build must?
struct VectorsVerifyCommand: Command {
    static let specification = CommandSpecification(
        name: "verify", summary: "Ask the chain's core the golden vectors.",
        discussion: "Without --library it asks the core that cjctl was built with. A library's code runs in cjctl.",
        examples: [
            CommandExample("cjctl vectors verify --library releases/v4.0.0/libcoinjecture_core.so", "a library")
        ],
        options: [
            OptionSpecification("--library", .value("FILE"), summary: "A libcoinjecture_core.so to ask."),
            OptionSpecification(
                "--vectors", .value("FILE"), summary: "The file of vectors.", defaultText: Self.defaultFile),
        ])

    private static let defaultFile = "vectors/network_b_vectors.json"

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let name = context.arguments.value("--vectors") ?? Self.defaultFile
        let file = try read(name, in: context.folder)
        let library = context.arguments.value("--library")
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
