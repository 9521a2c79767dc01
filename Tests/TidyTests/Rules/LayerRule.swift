/// An arrow points down only.
enum LayerRule {
    /// The layers from the bottom up: a folder of Sources that groups targets, or a target that is a layer by itself.
    static let order = [
        "CLibs", "Kit", "FleetModel", "ConfigTemplates", "RolloutPlanning", "HostSteps", "FleetConfig", "ReleaseStore",
        "RolloutEngine", "Adapters",
        "Testnet", "Benchmarks", "Screens", "Commands", "cjctl",
    ]
    /// Layers whose targets may lean on one another.
    static let layersWithin: Set<String> = ["Kit", "Testnet"]

    static func findings(_ targets: [ManifestTarget]) -> [Finding] {
        let byName = Dictionary(targets.map { ($0.name, $0) }) { first, _ in first }
        return targets.filter { !$0.isTest && $0.type != "system" && !$0.isTestSupport }.flatMap { target in
            guard let own = order.firstIndex(of: target.layer) else {
                return [finding("\(target.name) stands in '\(target.layer)', which is no layer")]
            }
            return target.dependencies.compactMap { name -> Finding? in
                guard let dependency = byName[name], let below = order.firstIndex(of: dependency.layer) else {
                    return finding("\(target.name) depends on \(name), which is in no layer")
                }
                if below < own || (below == own && layersWithin.contains(target.layer)) { return nil }
                return finding(
                    "\(target.name) (\(target.layer)) depends on \(name) (\(dependency.layer)): not downwards")
            }
        }
    }

    private static func finding(_ message: String) -> Finding {
        Finding(path: "Package.swift", line: 1, message: message)
    }
}
