/// A share in a chain's consensus, in the chain's own unit. Observers have none.
public struct VotingPower: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The most one chain may hold in all; sums and threefold products stay far from overflow below it.
    public static let maximum: UInt64 = 1 << 60

    public static let zero = VotingPower(clamping: 0)

    public let units: UInt64

    /// Nil above `maximum`.
    public init?(_ units: UInt64) {
        guard units <= VotingPower.maximum else { return nil }
        self.units = units
    }

    /// Values above `maximum` become it.
    public init(clamping units: UInt64) { self.units = min(units, VotingPower.maximum) }

    public var description: String { "\(units)" }

    public static func < (left: VotingPower, right: VotingPower) -> Bool { left.units < right.units }
    public static func + (left: VotingPower, right: VotingPower) -> VotingPower {
        VotingPower(clamping: left.units + right.units)
    }
    /// Never negative: what is not there cannot be taken away.
    public static func - (left: VotingPower, right: VotingPower) -> VotingPower {
        VotingPower(clamping: left.units >= right.units ? left.units - right.units : 0)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let power = VotingPower(try container.decode(UInt64.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "voting power above the maximum")
        }
        self = power
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(units)
    }
}
