import Files
import FleetConfig
import FleetModel
import RolloutPlanning
import Testing

/// The page on gates and the example of their tests are true.
@Suite("what is written about gates")
struct GatePageTests {
    private static let root = FilePath.parent(
        of: FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath))))

    private func bytes(_ path: String) throws -> [UInt8] {
        try File.read(FilePath.join(Self.root, path), limit: 1 << 20)
    }

    @Test("the page names every gate and every figure as it is, and no other")
    func page() throws {
        let page = String(decoding: try bytes("docs/gates.md"), as: UTF8.self).split(separator: "\n").map(String.init)
        let gates = StandardGates.all.map { gate in
            "| `\(gate.choice)` | \(gate.measure.words) | \(gate.window) | \(gate.meaning) | \(gate.origin) |"
        }
        let figures = Figure.allCases.map { figure in
            let facts = figure.facts
            return "| `\(figure.rawValue)` | \(facts.probe.rawValue) | `\(facts.source)` | "
                + "\(facts.isCounter ? "counter: " : "")\(facts.meaning) |"
        }
        for (heading, rows) in [("| gate |", gates), ("| figure |", figures)] {
            let start = try #require(page.firstIndex { $0.hasPrefix(heading) })
            #expect(Array(page[(start + 2)...].prefix { $0.hasPrefix("|") }) == rows)
        }
    }

    @Test("the example of gate tests comes out as it says")
    func example() throws {
        let path = "playbooks/gates.test.yaml"
        let read = GateTestReader.read(try bytes(path), file: path)
        #expect(lines(read.diagnostics).isEmpty)
        let tests = try #require(read.value)
        #expect(tests.count > 5)
        for test in tests { #expect(test.misses() == [], "\(test.name)") }
    }

    @Test("what the page shows of a playbook and of a test reads")
    func shown() throws {
        let page = String(decoding: try bytes("docs/gates.md"), as: UTF8.self)
        let blocks = page.split(separator: "```").filter { $0.hasPrefix("yaml\n") }.map { $0.dropFirst(5) }
        #expect(blocks.count == 2)
        let phases = blocks[0] + "  - {name: full}\n"
        #expect(lines(PlaybookReader.read(Array(phases.utf8), file: "p").diagnostics).isEmpty)
        let tests = GateTestReader.read(Array(blocks[1].utf8), file: "t")
        #expect(lines(tests.diagnostics).isEmpty)
        #expect(tests.value?.allSatisfy { $0.misses().isEmpty } == true)
    }
}
