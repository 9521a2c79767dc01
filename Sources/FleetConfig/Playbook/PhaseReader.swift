internal import FleetModel
internal import YAML

/// Reads `phases:` of a playbook.
enum PhaseReader {
    /// The most phases one rollout may have.
    static let maximumPhases = 20
    static let gatesHint = "gates stand in a phase: - {name: canary, gates: [api, metrics, peers]}"

    private static let keys = ["name", "coverage", "bake", "batch", "gates"]

    /// The phases in the order of the file; coverage rises from one to the next and ends at the whole.
    static func read(_ field: Field, _ findings: inout Findings) -> [PhaseSpecification]? {
        guard case .sequence(let items) = field.node.kind, !items.isEmpty else {
            findings.error(
                "phases is \(field.node.kindName); a list with at least one phase is expected", at: field.mark,
                hint: "- {name: canary, coverage: 10%, bake: 2h, batch: 1}")
            return nil
        }
        guard items.count <= maximumPhases else {
            findings.error("\(items.count) phases; at most \(maximumPhases) are read", at: field.mark)
            return nil
        }
        var phases: [(phase: PhaseSpecification, fields: Fields)] = []
        for item in items { if let phase = readPhase(item, &findings) { phases.append(phase) } }
        // What follows compares phases with one another, which makes sense of a whole list only.
        guard phases.count == items.count else { return nil }
        checkNames(phases, &findings)
        checkCoverage(phases, &findings)
        return phases.map(\.phase)
    }

    private static func readPhase(
        _ node: YAMLNode, _ findings: inout Findings
    ) -> (phase: PhaseSpecification, fields: Fields)? {
        guard let fields = Fields(node, of: "a phase", keys: keys, &findings) else {
            return nil
        }
        guard let nameField = fields["name"] else {
            findings.error("a phase has no name", at: node.mark, hint: "such as canary")
            return nil
        }
        let name = findings.identifier(nameField, as: PhaseName.self)
        let standard = RolloutPolicy.standard.phases.first { $0.name == name }
        let coverage = fields["coverage"].map { findings.percent($0, in: 1...100) } ?? standard?.coverage
        let bake = fields["bake"].map { findings.span($0, in: .zero...longestBake) } ?? standard?.bake
        let batch =
            fields["batch"].map { findings.number($0, in: 1...UInt64(InventoryLimits.hosts)) }
            ?? UInt64(standard?.batch ?? 1)
        if let name, standard == nil {
            for key in ["coverage", "bake"] where fields[key] == nil {
                findings.error(
                    "phase \(quoted(name.rawValue)) has no \(key)", at: node.mark,
                    hint:
                        "only \(RolloutPolicy.standard.phases.map(\.name.rawValue).joined(separator: ", ")) have one by themselves"
                )
            }
        }
        let gates = fields["gates"].map { GateReader.read($0, &findings) }
        guard let name, let coverage, let bake, let batch, gates != .some(nil) else { return nil }
        return PhaseSpecification(
            name: name.rawValue, coverage: coverage, bake: bake, batch: Int(batch), gates: gates.flatMap(\.self)
        )
        .map { ($0, fields) }
    }

    private static func checkNames(
        _ phases: [(phase: PhaseSpecification, fields: Fields)], _ findings: inout Findings
    ) {
        var first: [PhaseName: Int] = [:]
        for (phase, fields) in phases {
            guard let mark = fields["name"]?.mark else { continue }
            if let line = first[phase.name] {
                findings.error(
                    "phase \(quoted(phase.name.rawValue)) stands here again; first on line \(line)", at: mark)
            } else {
                first[phase.name] = mark.line
            }
        }
    }

    private static func checkCoverage(
        _ phases: [(phase: PhaseSpecification, fields: Fields)], _ findings: inout Findings
    ) {
        for (before, next) in zip(phases, phases.dropFirst()) where next.phase.coverage <= before.phase.coverage {
            findings.error(
                "phase \(quoted(next.phase.name.rawValue)) covers \(next.phase.coverage)%, the one before it "
                    + "\(before.phase.coverage)%",
                at: next.fields["coverage"]?.mark ?? next.fields.mark,
                hint: "coverage is cumulative and rises from phase to phase")
        }
        if let last = phases.last, last.phase.coverage < 100 {
            findings.error(
                "the last phase covers \(last.phase.coverage)%", at: last.fields["coverage"]?.mark ?? last.fields.mark,
                hint: "a rollout ends with every node: coverage: 100%")
        }
    }

    /// As long as any span may be.
    private static let longestBake = TimeSpan(clampingMilliseconds: TimeSpan.maximumMilliseconds)
}
