import Files
import Testing

/// The house rules, asked of every file of this repository.
@Suite("the tree is tidy")
struct TidyTests {
    @Test("no file is longer than 400 lines, no function than 60")
    func lengths() throws {
        let files = try Repository.swiftFiles()
        #expect(files.count > 100, "the sources were not found")
        expectNone(files.flatMap(LengthRule.files) + files.flatMap(LengthRule.functions))
    }

    @Test("nothing forbidden stands in the code")
    func constructs() throws {
        expectNone(try Repository.swiftFiles().flatMap(ConstructRule.findings))
    }

    @Test("every exception is still needed, and its decision recorded")
    func exceptions() throws {
        let files = try Repository.swiftFiles()
        for construct in ConstructRule.constructs {
            for (path, reason) in construct.allowed {
                #expect(!reason.hasPrefix("docs/") || File.exists(FilePath.join(Repository.root, reason)))
                let file = files.first { $0.path == path }
                let isThere = file.map { $0.code.contains { containsWord(construct.text, in: $0) } } ?? false
                #expect(isThere || path.hasPrefix("Sources/Adapters/"), "\(path) no longer needs '\(construct.text)'")
            }
        }
    }

    @Test("no file says that it is unfinished or where it was written")
    func words() throws {
        expectNone(try Repository.files().flatMap { WordRule.findings($0, root: Repository.root) })
    }

    @Test("tests wait for events, can fail, and run")
    func tests() throws {
        expectNone(try Repository.swiftFiles().flatMap(TestRule.findings))
    }

    @Test("layers lean downwards, and a target imports what it declares and nothing else")
    func dependencies() async throws {
        let targets = try await Manifest.targets()
        let files = try Repository.swiftFiles()
        let imports = Manifest.imports(of: targets, files: files)
        let byTarget = Dictionary(grouping: imports, by: \.target.name).mapValues { uses in
            uses.map { (path: $0.file.path, import: $0.import) }
        }
        expectNone(LayerRule.findings(targets))
        expectNone(DependencyRule.findings(targets, imports: byTarget))
        expectNone(
            CLibraryRule.findings(imports, systemTargets: Set(targets.filter { $0.type == "system" }.map(\.name))))
    }

    @Test("each layer imports only what is open to it, and the pure ones never wait")
    func imports() async throws {
        let targets = try await Manifest.targets()
        let names = Set(targets.map(\.name))
        for file in try Repository.swiftFiles() {
            let target = try #require(Manifest.target(of: file, targets), "\(file.path) belongs to no target")
            expectNone(ImportRule.findings(file, target: target.name, targets: names))
            expectNone(ImportRule.asynchrony(file, target: target.name))
        }
    }

    private func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
        for finding in findings { Issue.record("\(finding)", sourceLocation: sourceLocation) }
    }
}
