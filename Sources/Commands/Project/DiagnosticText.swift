import FleetModel

/// Diagnostics as compilers print them: `file:line:column: error: message`, then the hint.
enum DiagnosticText {
    static func lines(of diagnostics: [Diagnostic]) -> [String] {
        diagnostics.flatMap { diagnostic in
            let place = diagnostic.location.map { "\($0): " } ?? ""
            return ["\(place)\(diagnostic.severity.rawValue): \(diagnostic.message)"]
                + (diagnostic.hint.map { ["  hint      \($0)"] } ?? [])
        }
    }
}
