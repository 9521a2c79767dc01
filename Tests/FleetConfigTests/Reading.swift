import FleetConfig
import FleetModel

/// `line:column: message` of each diagnostic, `warning: ` before the message of a warning.
func lines(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { diagnostic in
        let place = diagnostic.location.map { "\($0.line):\($0.column): " } ?? ""
        return place + (diagnostic.severity == .warning ? "warning: " : "") + diagnostic.message
    }
}

let defaults = InventoryDefaults(userName: "ops", installRoot: "/opt/coinjecture", stateDirectory: "/var/lib/cjctl")

/// The inventory in `text`, with defaults for everything that has one.
func inventory(_ text: String, defaults: InventoryDefaults = defaults) -> Diagnosed<Inventory> {
    InventoryReader.read(Array(text.utf8), file: "hosts.yml", defaults: defaults)
}

/// One host `a` with what an inventory must say of it, and `extra` lines besides.
func oneHost(_ extra: String...) -> String {
    let lines = ["cj_network: n", "cj_role: validator", "cj_api: http://a:1"] + extra
    return "all:\n  hosts:\n    a:\n" + lines.map { "      \($0)\n" }.joined()
}
