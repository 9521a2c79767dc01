internal import FleetModel
internal import RolloutPlanning
internal import YAML

/// Reads what a test of a gate expects.
enum GateExpectationReader {
    private static let keys = ["at", "verdict", "because"]

    /// In the order of the file; nil when something is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> [GateTest.Expectation]? {
        guard case .sequence(let items) = field.node.kind, items.count <= GateTestReader.mostExpectations else {
            findings.error(
                "expect is \(field.node.kindName); a list of at most \(GateTestReader.mostExpectations) is expected",
                at: field.mark, hint: "- {at: 5m, verdict: pass}")
            return nil
        }
        let read = items.map { expectation($0, &findings) }
        return read.contains { $0 == nil } ? nil : read.compactMap(\.self)
    }

    private static func expectation(_ node: YAMLNode, _ findings: inout Findings) -> GateTest.Expectation? {
        guard let fields = Fields(node, of: "an expectation", keys: keys, &findings) else { return nil }
        guard let at = fields["at"], let verdictField = fields["verdict"] else {
            findings.error("an expectation has at and verdict", at: node.mark, hint: "{at: 5m, verdict: pass}")
            return nil
        }
        let longest = TimeSpan(clampingMilliseconds: TimeSpan.maximumMilliseconds)
        let span = findings.span(at, in: .zero...longest)
        let reason = fields["because"].map { findings.text($0) }
        guard let span, let verdict = verdict(verdictField, &findings), reason != .some(nil) else { return nil }
        return GateTest.Expectation(
            at: span, verdict: verdict, because: reason.flatMap(\.self), location: node.mark.location)
    }

    static func verdict(_ field: Field, _ findings: inout Findings) -> GateVerdict? {
        findings.choice(field, among: GateVerdict.allCases.map(\.rawValue)).flatMap { GateVerdict(rawValue: $0) }
    }
}
