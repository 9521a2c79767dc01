/// `cjctl alerts export`: rules as a file for Prometheus.
public struct AlertRulesScreen {
    private let rules: [AlertRule]

    public init(_ rules: [AlertRule]) { self.rules = rules }

    /// YAML that `promtool check rules` accepts.
    public var lines: [String] {
        [
            "# Alerts of a network of nodes, for rule_files: of prometheus.yml. Made by cjctl alerts export.",
            "groups:",
            "  - name: coinjecture", "    interval: 30s", "    rules:",
        ] + rules.flatMap(Self.lines)
    }

    private static func lines(_ rule: AlertRule) -> [String] {
        [
            "      # \(rule.reason)",
            "      - alert: \(rule.name)",
            "        expr: \(quoted(rule.expression))",
            "        for: \(rule.hold)",
            "        labels:",
            "          severity: \(rule.severity.rawValue)",
            "        annotations:",
            "          summary: \(quoted(rule.summary))",
            "          description: \(quoted(rule.description))",
            "          action: \(quoted(rule.action))",
        ]
    }

    /// A YAML scalar in single quotes, in which nothing but the quote itself means anything.
    private static func quoted(_ text: String) -> String {
        var quoted = "'"
        for character in text { quoted += character == "'" ? "''" : String(character) }
        return quoted + "'"
    }
}
