import FleetModel
import FoundationEssentials
import Testing

@Suite("VotingPower")
struct VotingPowerTests {
    private static let most = VotingPower(clamping: .max)

    @Test("stays within its range")
    func range() {
        #expect(VotingPower(VotingPower.maximum) == Self.most)
        #expect(VotingPower(VotingPower.maximum + 1) == nil)
        #expect(Self.most + Self.most == Self.most)
        #expect(VotingPower.zero - Self.most == .zero)
        #expect(VotingPower(clamping: 3) - VotingPower(clamping: 1) == VotingPower(clamping: 2))
    }

    @Test("three times the most does not overflow, for quorum multiplies by it")
    func headroom() {
        #expect(!Self.most.units.multipliedReportingOverflow(by: 3).overflow)
    }

    @Test("decoding refuses what cannot be")
    func decoding() throws {
        #expect(try JSONDecoder().decode([VotingPower].self, from: Data("[7]".utf8)) == [VotingPower(clamping: 7)])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([VotingPower].self, from: Data("[\(UInt64.max)]".utf8))
        }
    }
}
