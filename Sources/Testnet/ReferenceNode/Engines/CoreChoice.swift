internal import Files
internal import GoldenVectors
internal import ReleaseStamp

/// The chain's core that a node's refactored engine works with.
enum CoreChoice {
    /// Vectors that a message names at most.
    private static let named = 5

    /// The core in this program or the library's, once it has passed the golden vectors that the configuration names.
    static func core(_ configuration: NodeConfiguration, fault: BuildFault) throws(NodeError) -> any VectorEngine {
        let core = try chosen(configuration.coreLibrary, fault)
        if let file = configuration.goldenVectors { try verify(core, by: file) }
        return core
    }

    private static func chosen(_ library: String?, _ fault: BuildFault) throws(NodeError) -> any VectorEngine {
        guard let library else { return fault == .changedConstant ? ChangedCore() : BuiltInCore() }
        do throws(VectorError) {
            return try NativeCore(path: library)
        } catch {
            throw NodeError(code: .configuration, message: "rust.library_path: \(error)")
        }
    }

    private static func verify(_ core: any VectorEngine, by file: String) throws(NodeError) {
        let run: VectorRun
        do {
            let bytes = try File.read(file, limit: VectorFile.largest)
            run = VectorRun(try VectorFile(parsing: bytes, file: file), on: core)
        } catch {
            throw NodeError(code: .configuration, message: "rust.golden_vectors: \(error)")
        }
        guard run.failures.isEmpty else {
            let names = run.failures.prefix(named).map(\.vector).joined(separator: ", ")
            throw NodeError(
                code: .core,
                message: "\(run.failures.count) of \(run.count) golden vectors are answered otherwise: \(names)"
                    + (run.failures.count > named ? ", …" : ""))
        }
    }
}
