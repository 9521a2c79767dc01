/// One `import` of a Swift file.
struct Import: Hashable {
    let module: String
    let line: Int
    /// True for `public import`, `package import` and `@_exported import`.
    let isReexported: Bool

    /// The imports of a file, in order.
    static func all(in file: SourceFile) -> [Import] {
        file.code.enumerated().compactMap { index, text in
            var words = text.split(separator: " ").map(String.init)
            guard let keyword = words.firstIndex(of: "import"), words.count > keyword + 1 else { return nil }
            let modifiers = words[..<keyword]
            let known: Set<String> = [
                "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency", "@_exported",
            ]
            guard modifiers.allSatisfy(known.contains) else { return nil }
            words.removeSubrange(...keyword)
            if ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"].contains(words[0]) {
                words.removeFirst()
            }
            guard let path = words.first, let module = path.split(separator: ".").first else { return nil }
            let isReexported = !modifiers.filter { ["public", "package", "@_exported"].contains($0) }.isEmpty
            return Import(module: String(module), line: index + 1, isReexported: isReexported)
        }
    }
}

/// Which modules from outside a layer may import.
enum ImportRule {
    /// Modules that yield values only: no I/O, no clock, no thread.
    static let pureTargets: Set<String> = [
        "FleetModel", "ConfigTemplates", "RolloutPlanning", "HostSteps", "Screens", "Metrics",
    ]
    /// Modules that come with the toolchain and that the rest of the sources may use. Not Foundation: loading it takes
    /// longer than most commands.
    static let systemModules: Set<String> = ["Glibc", "FoundationEssentials", "Synchronization"]
    /// What one target may use besides: the program learns of signals through Dispatch.
    static let furtherModules: [String: Set<String>] = ["cjctl": ["Dispatch"]]
    /// What tests may use besides.
    static let testModules: Set<String> = ["Foundation", "Testing"]

    static func findings(_ file: SourceFile, target: String, targets: Set<String>) -> [Finding] {
        let open = systemModules.union(targets).union(furtherModules[target] ?? []).union(
            file.isTest ? testModules : [])
        return Import.all(in: file).compactMap { found in
            let reason: String? =
                if pureTargets.contains(target), !pureTargets.contains(found.module) {
                    "a pure target imports pure targets only, not \(found.module)"
                } else if !open.contains(found.module) {
                    "\(found.module) is neither a target nor one of \(systemModules.sorted().joined(separator: ", "))"
                } else {
                    nil
                }
            return reason.map { Finding(path: file.path, line: found.line, message: $0) }
        }
    }

    /// A pure target has no suspension points either: whoever calls it decides where it runs.
    static func asynchrony(_ file: SourceFile, target: String) -> [Finding] {
        guard pureTargets.contains(target) else { return [] }
        return ["async", "await", "actor", "Task", "ContinuousClock", "SuspendingClock"].flatMap { word in
            file.findings(of: word, in: file.code, "a pure target has no '\(word)'")
        }
    }
}
