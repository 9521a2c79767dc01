internal import FleetModel
internal import RolloutPlanning
internal import YAML

/// Reads series of samples in a test of a gate.
struct GateSeriesReader {
    /// Who may be named; a series without a node is everybody's.
    let nodes: [HostID]
    let interval: TimeSpan
    /// The last sample comes one interval before the start; otherwise the first one comes at the start.
    var endsAtStart = false

    /// The most samples of one test: every node's series together.
    static let most = 1_000_000

    private static let keys = ["figure", "node", "values"]

    /// Nil when something is wrong.
    func read(_ field: Field, _ findings: inout Findings) -> [Sample]? {
        guard case .sequence(let items) = field.node.kind, items.count <= GateTestReader.mostSeries else {
            findings.error(
                "\(field.name) is \(field.node.kindName); a list of at most \(GateTestReader.mostSeries) is expected",
                at: field.mark, hint: "- {figure: requests, values: 0+100x20}")
            return nil
        }
        var samples: [Sample] = []
        var isGood = true
        for item in items {
            guard let series = series(item, &findings) else {
                isGood = false
                continue
            }
            samples += series
            guard samples.count <= Self.most else {
                findings.error("\(field.name) has more than \(Self.most) samples", at: field.mark)
                return nil
            }
        }
        return isGood ? samples : nil
    }

    private func series(_ node: YAMLNode, _ findings: inout Findings) -> [Sample]? {
        guard let fields = Fields(node, of: "a series", keys: Self.keys, &findings) else { return nil }
        guard let figureField = fields["figure"], let valuesField = fields["values"] else {
            findings.error(
                "a series has figure and values", at: node.mark, hint: "{figure: requests, values: 0+100x20}")
            return nil
        }
        let figure = figure(figureField, &findings)
        let owner = fields["node"].map { self.node($0, &findings) }
        let places = places(valuesField, &findings)
        guard let figure, owner != .some(nil), let places else { return nil }
        let first = endsAtStart ? GateTest.start - interval * places.count : GateTest.start
        return (owner.flatMap(\.self).map { [$0] } ?? nodes).flatMap { node in
            places.enumerated().compactMap { index, place in
                place.reading.map { reading in
                    let at = first + interval * index
                    return Sample(node: node, figure: figure, reading: reading, at: at, seen: at + place.delay)
                }
            }
        }
    }

    private func figure(_ field: Field, _ findings: inout Findings) -> Figure? {
        guard let text = findings.text(field) else { return nil }
        if let figure = Figure(rawValue: text) { return figure }
        findings.error(
            "there is no figure \(quoted(text))", at: field.mark,
            hint: NearestKey.hint(for: text, among: Figure.allCases.map(\.rawValue)))
        return nil
    }

    private func node(_ field: Field, _ findings: inout Findings) -> HostID? {
        guard let node = findings.identifier(field, as: HostID.self) else { return nil }
        if nodes.contains(node) { return node }
        findings.error(
            "\(quoted(node.rawValue)) is neither among the nodes nor among the unchanged ones", at: field.mark,
            hint: NearestKey.hint(for: node.rawValue, among: nodes.map(\.rawValue)))
        return nil
    }

    private func places(_ field: Field, _ findings: inout Findings) -> [SampleNotation.Place]? {
        guard let text = findings.text(field) else { return nil }
        do throws(TextProblem) { return try SampleNotation.read(text) } catch {
            findings.error("values \(error.message)", at: field.mark, hint: error.hint)
            return nil
        }
    }
}
