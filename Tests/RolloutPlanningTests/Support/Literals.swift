public import FleetModel

// Tests name things by literals; one outside the grammar is a mistake of the test and ends it.

extension Identifier where Self: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let identifier = Self(rawValue: text) else { preconditionFailure("'\(text)' is no \(Self.self)") }
        self = identifier
    }
}

extension HostID: ExpressibleByStringLiteral {}
extension NetworkID: ExpressibleByStringLiteral {}
extension ReleaseName: ExpressibleByStringLiteral {}
extension PhaseName: ExpressibleByStringLiteral {}
extension RunID: ExpressibleByStringLiteral {}
extension ConfigurationID: ExpressibleByStringLiteral {}
extension ConfigurationName: ExpressibleByStringLiteral {}
extension Nonce: ExpressibleByStringLiteral {}

extension VotingPower: ExpressibleByIntegerLiteral {
    public init(integerLiteral units: UInt64) { self.init(clamping: units) }
}
