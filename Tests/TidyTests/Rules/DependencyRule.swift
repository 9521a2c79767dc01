/// What a target imports is what it declares, and what it declares it imports.
enum DependencyRule {
    /// - Parameter imports: for each target by name, where it imports what.
    static func findings(
        _ targets: [ManifestTarget], imports: [String: [(path: String, import: Import)]]
    ) -> [Finding] {
        let names = Set(targets.map(\.name))
        let executables = Set(targets.filter { $0.type == "executable" }.map(\.name))
        return targets.filter { $0.type != "system" }.flatMap { target in
            let found = imports[target.name] ?? []
            let undeclared = found.filter {
                names.contains($0.import.module) && $0.import.module != target.name
                    && !target.dependencies.contains($0.import.module)
            }.map {
                Finding(
                    path: $0.path, line: $0.import.line,
                    message: "\(target.name) imports \($0.import.module) without declaring it")
            }
            let imported = Set(found.map(\.import.module))
            // A test may declare a program to have it built.
            let unused = target.dependencies.filter {
                !imported.contains($0) && !(target.isTest && executables.contains($0))
            }.map {
                Finding(path: "Package.swift", line: 1, message: "\(target.name) declares \($0) and never imports it")
            }
            return undeclared + unused
        }
    }
}
