/// How a figure is held against a limit.
public enum Comparison: String, Sendable, Codable, CaseIterable {
    case below = "<"
    case atMost = "<="
    case above = ">"
    case atLeast = ">="
    case equal = "="

    /// Whether `value` is on the good side of `limit`. Never true for NaN.
    public func holds(_ value: Double, _ limit: Double) -> Bool {
        switch self {
        case .below: value < limit
        case .atMost: value <= limit
        case .above: value > limit
        case .atLeast: value >= limit
        case .equal: value == limit
        }
    }

    /// True for `<` and `<=`: less is better.
    public var isUpperLimit: Bool { self == .below || self == .atMost }
    /// True for `>` and `>=`: more is better.
    public var isLowerLimit: Bool { self == .above || self == .atLeast }
}

/// What a figure is counted in.
public enum FigureUnit: String, Sendable, Codable, CaseIterable {
    /// A plain number: peers, blocks, errors.
    case count
    /// A share of one, written in per cent.
    case share
    /// How many times another figure, written `2x`.
    case factor
    /// Seconds, written `100ms`, `30s` or `5m`.
    case seconds
    /// Bytes, written `500MB`.
    case bytes
    /// So many each second, written `100/s`.
    case perSecond = "per-second"
}

/// The limit of a gate: `<0.1%`, `>=3`, `<2x`, `<100ms`, `<500MB`.
public struct GateBound: Sendable, Hashable, CustomStringConvertible {
    public let comparison: Comparison
    /// In the unit's own measure: a share of one, seconds, bytes.
    public let limit: Double
    public let unit: FigureUnit
    /// As it was written; it reads back as the same limit.
    public let description: String

    /// Digits of a limit, the point counted; more would say nothing.
    static let longestNumber = 15

    /// Reads a comparison, a decimal number and its unit without blanks. Nil for anything else.
    public init?(_ text: some StringProtocol) {
        let signs = Substring(text).prefix { "<>=".contains($0) }
        guard let comparison = Comparison(rawValue: String(signs)) else { return nil }
        let rest = Substring(text).dropFirst(signs.count)
        let digits = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
        let suffix = String(rest.dropFirst(digits.count))
        guard digits.utf8.count <= Self.longestNumber, digits.first != ".", digits.last != ".",
            let number = Double(digits), let (unit, scale) = Self.units[suffix]
        else { return nil }
        self.comparison = comparison
        self.unit = unit
        description = String(text)
        // Divided, for 0.1 % is then the same number as 0.001; multiplied it would be its neighbour.
        limit = scale.isInverse ? number / scale.factor : number * scale.factor
    }

    private struct Scale {
        let factor: Double
        var isInverse = false
    }

    private static let units: [String: (FigureUnit, Scale)] = [
        "": (.count, Scale(factor: 1)), "%": (.share, Scale(factor: 100, isInverse: true)),
        "x": (.factor, Scale(factor: 1)), "/s": (.perSecond, Scale(factor: 1)),
        "ms": (.seconds, Scale(factor: 1000, isInverse: true)), "s": (.seconds, Scale(factor: 1)),
        "m": (.seconds, Scale(factor: 60)), "h": (.seconds, Scale(factor: 3600)),
        "kB": (.bytes, Scale(factor: 1000)), "MB": (.bytes, Scale(factor: 1_000_000)),
        "GB": (.bytes, Scale(factor: 1_000_000_000)), "KiB": (.bytes, Scale(factor: 1024)),
        "MiB": (.bytes, Scale(factor: 1_048_576)), "GiB": (.bytes, Scale(factor: 1_073_741_824)),
    ]
}

extension GateBound: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let bound = GateBound(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no limit of a gate: \(text)")
        }
        self = bound
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
