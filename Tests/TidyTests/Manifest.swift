import CanonicalJSON
import Files
import Processes
import Testing

/// One target as `swift package dump-package` describes it.
struct ManifestTarget: Decodable, Sendable {
    let name: String
    /// `regular`, `executable`, `test`, `system`.
    let type: String
    /// From the repository's root.
    let path: String
    /// Names of the targets that it declares.
    let dependencies: [String]

    var isTest: Bool { type == "test" }
    var isTestSupport: Bool { path.hasPrefix("Tests/") }

    /// The folder under Sources that it stands in: `Kit` for `Sources/Kit/Files`, its own name for `Sources/FleetModel`.
    var layer: String {
        let parts = path.split(separator: "/").map(String.init)
        return parts.count > 1 ? parts[1] : name
    }

    init(name: String, type: String = "regular", path: String, dependencies: [String]) {
        self.name = name
        self.type = type
        self.path = path
        self.dependencies = dependencies
    }

    private enum CodingKeys: String, CodingKey {
        case name, type, path, dependencies
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        type = try container.decode(String.self, forKey: .type)
        path = try container.decodeIfPresent(String.self, forKey: .path) ?? ""
        // Each is `{"byName": ["Files", null]}`.
        dependencies = try container.decode([[String: [String?]]].self, forKey: .dependencies)
            .compactMap { $0["byName"]?.first ?? $0["target"]?.first }.compactMap { $0 }
    }
}

/// The package's targets.
enum Manifest {
    private struct Dump: Decodable {
        let targets: [ManifestTarget]
    }

    /// Asks the package manager. Its scratch folder is another one than the build's, which is locked; what it leaves in
    /// its temporary folder goes with ours.
    static func targets() async throws -> [ManifestTarget] {
        let scratch = try TemporaryDirectory(prefix: "tidy")
        let result = try await ProcessRunner.run(
            ["swift", "package", "--scratch-path", scratch.path, "dump-package"],
            environment: .inheritedWith(["TMPDIR": scratch.path]), workingDirectory: Repository.root,
            deadline: .seconds(120))
        try #require(result.status.isSuccess, "swift package dump-package: \(result.errorText)")
        return try CanonicalJSON.decode(Dump.self, from: result.output).targets
    }

    /// For each target by name, where it imports what.
    static func imports(
        of targets: [ManifestTarget], files: [SourceFile]
    ) -> [(file: SourceFile, target: ManifestTarget, import: Import)] {
        files.flatMap { file in
            target(of: file, targets).map { target in
                Import.all(in: file).map { (file: file, target: target, import: $0) }
            } ?? []
        }
    }

    /// The target whose folder holds the file; the longest path wins.
    static func target(of file: SourceFile, _ targets: [ManifestTarget]) -> ManifestTarget? {
        targets.filter { !$0.path.isEmpty && file.path.hasPrefix($0.path + "/") }
            .max { $0.path.utf8.count < $1.path.utf8.count }
    }
}
