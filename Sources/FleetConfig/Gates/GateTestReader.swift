internal import FleetModel
public import RolloutPlanning
internal import YAML

/// Reads a file of tests for gates: samples, and what a gate has to say of them (docs/gates.md).
public enum GateTestReader {
    /// The most tests of one file, series of one test, and expectations of one test.
    static let mostTests = 1000
    static let mostSeries = 1000
    static let mostExpectations = 1000

    private static let keys = ["interval", "tests"]
    private static let testKeys = ["name", "gate", "nodes", "unchanged", "before", "samples", "expect", "ends"]

    /// The tests in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameter file: the name that diagnostics carry.
    public static func read(_ bytes: [UInt8], file: String) -> Diagnosed<[GateTest]> {
        var findings = Findings()
        guard let root = YAMLText.root(bytes, file: file, &findings),
            let fields = Fields(root, of: "a file of gate tests", keys: keys, &findings)
        else { return Diagnosed(nil, findings) }
        let interval =
            fields["interval"].map { findings.span($0, in: .seconds(1)...TimeSpan.seconds(3600)) } ?? .seconds(5)
        guard let field = fields["tests"], case .sequence(let items) = field.node.kind, !items.isEmpty else {
            findings.error(
                "a file of gate tests has no tests", at: fields["tests"]?.mark ?? fields.mark,
                hint: "tests: [{name: …, gate: error-rate<0.1%, nodes: [a], samples: […], expect: […]}]")
            return Diagnosed(nil, findings)
        }
        guard items.count <= mostTests else {
            findings.error("\(items.count) tests; at most \(mostTests) are read", at: field.mark)
            return Diagnosed(nil, findings)
        }
        guard let interval else { return Diagnosed(nil, findings) }
        let tests = items.compactMap { test($0, interval, &findings) }
        return Diagnosed(tests.count == items.count ? tests : nil, findings)
    }

    private static func test(_ node: YAMLNode, _ interval: TimeSpan, _ findings: inout Findings) -> GateTest? {
        guard let fields = Fields(node, of: "a test", keys: testKeys, &findings) else { return nil }
        func required(_ key: String, _ hint: String) -> Field? {
            if let field = fields[key] { return field }
            findings.error("a test has no \(key)", at: node.mark, hint: hint)
            return nil
        }
        let name = required("name", "what the gate has to do, as a sentence").flatMap { findings.text($0) }
        let choice = required("gate", "such as error-rate<0.1%").flatMap { GateReader.read($0.node, &findings) }
        let nodes = required("nodes", "every node that is expected").flatMap { hosts($0, &findings) }
        let unchanged = fields["unchanged"].map { hosts($0, &findings) } ?? []
        let samplesField = required("samples", "- {figure: requests, values: 0+100x20}")
        guard let nodes, let unchanged, let samplesField else { return nil }
        let everyone = nodes + unchanged
        let after = GateSeriesReader(nodes: everyone, interval: interval).read(samplesField, &findings)
        let before =
            fields["before"].map {
                GateSeriesReader(nodes: everyone, interval: interval, endsAtStart: true).read($0, &findings)
            } ?? []
        let expectations = fields["expect"].map { GateExpectationReader.read($0, &findings) } ?? []
        let ending = fields["ends"].map { GateExpectationReader.verdict($0, &findings) }
        if fields["expect"] == nil, fields["ends"] == nil {
            findings.error(
                "a test expects nothing", at: node.mark, hint: "expect: [{at: 5m, verdict: pass}], or ends: pass")
        }
        guard let name, let choice, let after, let before, let expectations, ending != .some(nil),
            let gate = try? StandardGates.gate(choice)
        else { return nil }
        let location = fields["ends"].map { $0.mark.location }
        return GateTest(
            name: name, gate: gate, nodes: nodes, unchanged: unchanged, interval: interval, samples: before + after,
            expectations: expectations,
            ending: ending.flatMap(\.self).map { GateTest.Ending(verdict: $0, location: location) })
    }

    private static func hosts(_ field: Field, _ findings: inout Findings) -> [HostID]? {
        guard case .sequence(let items) = field.node.kind, items.count <= InventoryLimits.hosts else {
            findings.error("\(field.name) is \(field.node.kindName); a list of nodes is expected", at: field.mark)
            return nil
        }
        let names = items.map { item in
            findings.identifier(Field(name: "a node", keyMark: item.mark, node: item), as: HostID.self)
        }
        return names.contains { $0 == nil } ? nil : names.compactMap(\.self)
    }
}

extension SourceMark {
    /// For values that leave this module.
    var location: SourceLocation { SourceLocation(file: file, line: line, column: column) }
}
