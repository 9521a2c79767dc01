public import FleetModel
internal import YAML

/// Reads a playbook: phases, deadlines, how much may fail, and how configurations are made. What is left out has `RolloutPolicy.standard`'s value.
public enum PlaybookReader {
    private static let keys = ["phases", "deadlines", "budget", "config"]
    private static let explained = ["gates": PhaseReader.gatesHint, "service": "it stands in cjctl.yaml"]

    /// The policy in `bytes`, or everything that is wrong with them.
    ///
    /// - Parameter file: the name that diagnostics carry.
    public static func read(_ bytes: [UInt8], file: String) -> Diagnosed<RolloutPolicy> {
        var findings = Findings()
        guard let root = YAMLText.root(bytes, file: file, &findings),
            let fields = Fields(root, of: "a playbook", keys: keys, explained: explained, &findings)
        else { return Diagnosed(nil, findings) }
        let phases = fields["phases"].map { PhaseReader.read($0, &findings) } ?? RolloutPolicy.standard.phases
        let deadlines = fields["deadlines"].map { DeadlineReader.read($0, &findings) } ?? .standard
        let budget = fields["budget"].map { readBudget($0, &findings) } ?? RolloutPolicy.standard.budget
        let configuration = fields["config"].flatMap { ConfigurationReader.read($0, &findings) }
        guard let phases, let deadlines, let budget else { return Diagnosed(nil, findings) }
        return Diagnosed(
            RolloutPolicy(phases: phases, deadlines: deadlines, budget: budget, configuration: configuration), findings)
    }

    private static func readBudget(_ field: Field, _ findings: inout Findings) -> FailureBudget? {
        let keys = ["failed_hosts", "unreachable_hosts"]
        guard let fields = Fields(field.node, of: "a budget", keys: keys, &findings) else { return nil }
        let standard = RolloutPolicy.standard.budget
        let range = 0...UInt64(InventoryLimits.hosts)
        let failed = fields["failed_hosts"].map { findings.number($0, in: range) } ?? UInt64(standard.failedHosts)
        let unreachable =
            fields["unreachable_hosts"].map { findings.number($0, in: range) } ?? UInt64(standard.unreachableHosts)
        guard let failed, let unreachable else { return nil }
        return FailureBudget(failedHosts: Int(failed), unreachableHosts: Int(unreachable))
    }
}
