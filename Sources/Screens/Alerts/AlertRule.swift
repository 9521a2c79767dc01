/// One alert as Prometheus evaluates it.
public struct AlertRule: Sendable, Equatable {
    public enum Severity: String, Sendable {
        case critical, high, warning
    }

    public let name: String
    /// PromQL; true where it has a result.
    public let expression: String
    /// How long the expression must hold, such as `5m`; `0s` where the first look counts.
    public let hold: String
    public let severity: Severity
    /// One line; `{{ … }}` is Prometheus' template.
    public let summary: String
    public let description: String
    /// What the operator is to do.
    public let action: String
    /// Why it is measured this way; for who reads the file.
    public let reason: String
}
