import FleetModel
import RolloutPlanning
import Testing

@Suite("sequences of releases")
struct SequenceRuleTests {
    private func release(_ name: String, _ byte: UInt8, sequence: Int64?) throws -> Release {
        Release(
            name: try #require(ReleaseName(rawValue: name)), files: [],
            digest: try #require(Digest(bytes: [UInt8](repeating: byte, count: 32))), sequence: sequence)
    }

    private func committed(_ release: Release) -> CommittedRelease {
        CommittedRelease(reference: release.reference, sequence: release.sequence)
    }

    @Test("a sequence rises, or the release is one that the fleet has had")
    func rises() throws {
        let old = try release("v3.0.0", 3, sequence: 3)
        let current = try release("v5.0.0", 5, sequence: 5)
        let history = [old, current].map(committed)
        let verdict = { SequenceRule.refusal(of: $0, committed: history) }
        #expect(verdict(try release("v6.0.0", 6, sequence: 6)) == nil)
        #expect(verdict(try release("v4.0.0", 4, sequence: 4)) == .lower(newest: committed(current)))
        #expect(verdict(try release("v5.0.1", 6, sequence: 5)) == .taken(by: committed(current)))
        #expect(verdict(try release("v6.0.0", 6, sequence: nil)) == .missing(newest: committed(current)))
        #expect(verdict(old) == nil)
        // The name alone is not the release.
        #expect(verdict(try release("v3.0.0", 9, sequence: 3)) == .lower(newest: committed(current)))
    }

    @Test("a fleet without sequences asks for none")
    func unnumbered() throws {
        let history = [committed(try release("v3.0.0", 3, sequence: nil))]
        #expect(SequenceRule.refusal(of: try release("v2.0.0", 2, sequence: nil), committed: history) == nil)
        #expect(SequenceRule.refusal(of: try release("v2.0.0", 2, sequence: 1), committed: history) == nil)
        #expect(SequenceRule.refusal(of: try release("v2.0.0", 2, sequence: 1), committed: []) == nil)
    }
}
