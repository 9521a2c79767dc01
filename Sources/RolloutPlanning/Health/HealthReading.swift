/// What one look at a node gave.
public enum HealthReading: Sendable, Equatable {
    case answered(NodeReport)
    /// No answer that can be used, and why.
    case silent(String)
}

/// What a node says of itself.
public struct NodeReport: Sendable, Equatable {
    /// Nil when the node calls itself healthy, otherwise its reasons.
    public let complaint: String?
    /// As the node writes it, such as `v4.0.0`.
    public let version: String
    public let height: UInt64
    public let peersConnected: Int
    public let peersConfigured: Int

    public init(complaint: String?, version: String, height: UInt64, peersConnected: Int, peersConfigured: Int) {
        self.complaint = complaint
        self.version = version
        self.height = height
        self.peersConnected = peersConnected
        self.peersConfigured = peersConfigured
    }
}

extension HealthReading {
    /// Whether the node's voting power counts as online: it answers, and does not call itself unhealthy.
    public var isUp: Bool {
        if case .answered(let report) = self { report.complaint == nil } else { false }
    }

    /// Why the node is not well, nil when it is.
    public var trouble: String? {
        switch self {
        case .silent(let reason): reason
        case .answered(let report): report.complaint
        }
    }
}
