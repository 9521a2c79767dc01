import Testing

@Suite("the rules on dependencies fire")
struct DependencyRuleTests {
    private let kit = ManifestTarget(name: "Files", path: "Sources/Kit/Files", dependencies: [])
    private let model = ManifestTarget(name: "FleetModel", path: "Sources/FleetModel", dependencies: [])
    private let library = ManifestTarget(
        name: "CSQLite", type: "system", path: "Sources/CLibs/CSQLite", dependencies: [])

    @Test(
        "a dependency upwards or sideways is found, one downwards is fine",
        arguments: [
            ("Files", "Sources/Kit/Files", "FleetModel", "Sources/FleetModel", 1),
            ("FleetModel", "Sources/FleetModel", "Files", "Sources/Kit/Files", 0),
            ("Crypto", "Sources/Kit/Crypto", "Files", "Sources/Kit/Files", 0),
            ("SSHRemote", "Sources/Adapters/SSHRemote", "HTTPProber", "Sources/Adapters/HTTPProber", 1),
            ("RolloutEngine", "Sources/RolloutEngine", "SSHRemote", "Sources/Adapters/SSHRemote", 1),
            ("Odd", "Sources/Misc/Odd", "Files", "Sources/Kit/Files", 1),
        ])
    func layers(name: String, path: String, other: String, otherPath: String, count: Int) {
        let upper = ManifestTarget(name: name, path: path, dependencies: [other])
        let lower = ManifestTarget(name: other, path: otherPath, dependencies: [])
        #expect(LayerRule.findings([upper, lower]).count == count)
    }

    @Test("an import that is not declared and a declaration that is not imported are found")
    func declared() {
        let target = ManifestTarget(name: "Crypto", path: "Sources/Kit/Crypto", dependencies: ["CSQLite"])
        let use = (path: "Sources/Kit/Crypto/A.swift", import: Import(module: "Files", line: 3, isReexported: false))
        let findings = DependencyRule.findings([kit, library, target], imports: ["Crypto": [use]])
        #expect(
            findings.map(\.description) == [
                "Sources/Kit/Crypto/A.swift:3: Crypto imports Files without declaring it",
                "Package.swift:1: Crypto declares CSQLite and never imports it",
            ])
    }

    @Test("a test may declare a program only to have it built")
    func programs() {
        let program = ManifestTarget(name: "cjctl", type: "executable", path: "Sources/cjctl", dependencies: [])
        let test = ManifestTarget(name: "T", type: "test", path: "Tests/T", dependencies: ["cjctl", "Files"])
        let findings = DependencyRule.findings([kit, program, test], imports: [:])
        #expect(findings.map(\.message) == ["T declares Files and never imports it"])
    }

    @Test("a C library outside Kit, shown in public, or wrapped twice is found")
    func cLibraries() {
        let other = ManifestTarget(name: "Crypto", path: "Sources/Kit/Crypto", dependencies: [])
        func findings(_ uses: [(ManifestTarget, Bool)]) -> [Finding] {
            CLibraryRule.findings(
                uses.map { target, isReexported in
                    (
                        file: SourceFile(path: target.path + "/A.swift", text: ""), target: target,
                        import: Import(module: "CSQLite", line: 1, isReexported: isReexported)
                    )
                }, systemTargets: ["CSQLite"])
        }
        #expect(findings([(kit, false), (kit, false)]).isEmpty)
        #expect(findings([(model, false)]).count == 1)
        #expect(findings([(kit, true)]).count == 1)
        #expect(findings([(kit, false), (other, false)]).count == 1)
    }

    @Test(
        "an import closed to a layer is found",
        arguments: [
            ("FleetModel", "import Glibc", 1), ("FleetModel", "import FoundationEssentials", 1),
            ("Screens", "internal import Files", 1), ("HostSteps", "public import FleetModel", 0),
            ("Files", "internal import Glibc", 0), ("Files", "import Foundation", 1), ("Files", "import Dispatch", 1),
            ("cjctl", "import Dispatch", 0),
            ("Files", "import struct Foundation.Date", 1), ("Files", "@testable import FleetModel", 0),
            ("Files", "// import Foundation", 0),
        ])
    func closedImports(target: String, line: String, count: Int) {
        let file = SourceFile(path: "Sources/X/A.swift", text: line)
        #expect(ImportRule.findings(file, target: target, targets: ["FleetModel", "Files"]).count == count)
    }

    @Test("a test may use Foundation")
    func testImports() {
        let file = SourceFile(path: "Tests/XTests/A.swift", text: "import Foundation\nimport Testing\nimport Dispatch")
        #expect(ImportRule.findings(file, target: "XTests", targets: []).map(\.line) == [3])
    }

    @Test("a pure target that waits is found", arguments: ["func f() async {}", "await f()", "actor A {}", "Task {}"])
    func asynchrony(code: String) {
        let file = SourceFile(path: "Sources/X/A.swift", text: code)
        #expect(ImportRule.asynchrony(file, target: "RolloutPlanning").count == 1)
        #expect(ImportRule.asynchrony(file, target: "RolloutEngine").isEmpty)
    }
}
