/// The samples that share a name but for its suffix, and what is said of them.
public struct MetricFamily: Sendable, Equatable {
    public var name: String
    /// `untyped` where no `# TYPE` line says anything.
    public var type: MetricType
    /// Of `# HELP`, its escapes resolved.
    public var help: String?
    /// Of OpenMetrics' `# UNIT`.
    public var unit: String?

    public init(name: String, type: MetricType = .untyped, help: String? = nil, unit: String? = nil) {
        self.name = name
        self.type = type
        self.help = help
        self.unit = unit
    }
}
