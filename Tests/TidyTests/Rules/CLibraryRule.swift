/// A C library has one Swift wrapper, in Kit, and its types go no further.
enum CLibraryRule {
    /// Not libraries but the kernel's own calls, which several modules need.
    static let shared: Set<String> = ["CLinux"]
    /// Kit wraps; a bench measures against the bare library, and the reference node stands outside.
    static let layers: Set<String> = ["Kit", "Testnet", "Benchmarks"]

    /// - Parameter imports: the file, its target and what it imports.
    static func findings(
        _ imports: [(file: SourceFile, target: ManifestTarget, import: Import)], systemTargets: Set<String>
    ) -> [Finding] {
        let ofC = imports.filter { systemTargets.contains($0.import.module) }
        var findings = ofC.filter { $0.import.isReexported }.map {
            Finding(
                path: $0.file.path, line: $0.import.line, message: "\($0.import.module) is imported internally only")
        }
        for found in ofC where !found.target.isTest && !layers.contains(found.target.layer) {
            let message = "\(found.import.module) is imported by its wrapper in Kit only"
            findings.append(Finding(path: found.file.path, line: found.import.line, message: message))
        }
        for (module, uses) in Dictionary(grouping: ofC, by: \.import.module) where !shared.contains(module) {
            let names = Set(uses.filter { !$0.target.isTest }.map(\.target.name))
            guard names.count > 1, let last = uses.last else { continue }
            let message = "\(module) has several wrappers: \(names.sorted().joined(separator: ", "))"
            findings.append(Finding(path: last.file.path, line: last.import.line, message: message))
        }
        return findings
    }
}
