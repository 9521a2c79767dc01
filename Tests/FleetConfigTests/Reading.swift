import FleetConfig
import FleetModel

/// `line:column: message` of each diagnostic, `warning: ` before the message of a warning.
func lines(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { diagnostic in
        let place = diagnostic.location.map { "\($0.line):\($0.column): " } ?? ""
        return place + (diagnostic.severity == .warning ? "warning: " : "") + diagnostic.message
    }
}
