/// One gate as a playbook names it: a gate by name, with a limit of its own where one is wanted (`error-rate<0.1%`).
public struct GateChoice: Sendable, Equatable, CustomStringConvertible {
    public let name: GateName
    /// Nil leaves the gate's own limit.
    public let bound: GateBound?
    /// Nil leaves the gate's own window.
    public let window: TimeSpan?
    /// Nil leaves the gate's own limits.
    public let limits: GateLimits?

    public init(name: GateName, bound: GateBound? = nil, window: TimeSpan? = nil, limits: GateLimits? = nil) {
        self.name = name
        self.bound = bound
        self.window = window
        self.limits = limits
    }

    /// Reads `name` or `name<limit`. Nil for anything else.
    public init?(_ text: some StringProtocol) {
        let whole = Substring(text)
        let word = whole.prefix { !"<>=".contains($0) }
        guard let name = GateName(rawValue: String(word)) else { return nil }
        let rest = whole.dropFirst(word.count)
        if rest.isEmpty {
            self.init(name: name)
        } else if let bound = GateBound(rest) {
            self.init(name: name, bound: bound)
        } else {
            return nil
        }
    }

    /// The name with its limit, as `init(_:)` reads it.
    public var description: String { name.rawValue + (bound.map(\.description) ?? "") }
}

extension GateChoice: Codable {
    private enum Key: String, CodingKey {
        case gate, window, limits
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let text = try container.decode(String.self, forKey: .gate)
        guard let choice = GateChoice(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .gate, in: container, debugDescription: "no gate: \(text)")
        }
        self.init(
            name: choice.name, bound: choice.bound,
            window: try container.decodeIfPresent(TimeSpan.self, forKey: .window),
            limits: try container.decodeIfPresent(GateLimits.self, forKey: .limits))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(description, forKey: .gate)
        try container.encodeIfPresent(window, forKey: .window)
        try container.encodeIfPresent(limits, forKey: .limits)
    }
}
