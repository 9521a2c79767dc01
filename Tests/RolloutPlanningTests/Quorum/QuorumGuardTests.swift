import FleetModel
import RolloutPlanning
import Testing

@Suite("QuorumGuard")
struct QuorumGuardTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let total: VotingPower
        let online: VotingPower
        let power: VotingPower
        let standing: HostStanding
        let excuses: QuorumExcuses
        let after: VotingPower
        /// Nil when it is refused.
        let ground: QuorumGround?

        init(
            _ description: String, of total: VotingPower, online: VotingPower, power: VotingPower,
            standing: HostStanding = .up, excuses: QuorumExcuses = [], after: VotingPower, _ ground: QuorumGround?
        ) {
            testDescription = description
            (self.total, self.online, self.power, self.after) = (total, online, power, after)
            (self.standing, self.excuses, self.ground) = (standing, excuses, ground)
        }
    }

    private static let largest = VotingPower(clamping: VotingPower.maximum - 1)

    static let rule: [Case] = [
        Case("well above two thirds", of: 10, online: 10, power: 1, after: 9, .enough),
        Case("just above two thirds", of: 10, online: 10, power: 3, after: 7, .enough),
        Case("exactly two thirds", of: 9, online: 9, power: 3, after: 6, nil),
        Case("one unit above two thirds", of: 9, online: 9, power: 2, after: 7, .enough),
        Case("below two thirds", of: 10, online: 10, power: 4, after: 6, nil),
        Case("three equal", of: 3, online: 3, power: 1, after: 2, nil),
        Case("four equal", of: 4, online: 4, power: 1, after: 3, .enough),
        Case("one alone", of: 1, online: 1, power: 1, after: 0, nil),
        Case("the largest chain", of: largest, online: largest, power: 1, after: largest - 1, .enough),
        Case("a sum that nobody knows", of: largest + 1, online: largest + 1, power: 1, after: largest, nil),
        Case("an observer, always", of: 3, online: 0, power: 0, after: 0, .observer),
        Case("an observer among observers", of: 0, online: 0, power: 0, after: 0, .observer),
        Case("a host in hand costs nothing more", of: 3, online: 1, power: 1, standing: .inHand, after: 1, .inHand),
        Case("unknown, but the others suffice", of: 4, online: 3, power: 1, standing: .unknown, after: 3, .enough),
        Case("unknown, and the others do not", of: 3, online: 2, power: 1, standing: .unknown, after: 2, nil),
        Case("unwell, but the others suffice", of: 4, online: 3, power: 1, standing: .unwell, after: 3, .enough),
        Case("unwell, and the others do not", of: 3, online: 2, power: 1, standing: .unwell, after: 2, nil),
    ]

    static let excused: [Case] = [
        Case("waived", of: 3, online: 3, power: 1, excuses: .waiver, after: 2, .waived),
        Case("a waiver that is not needed", of: 4, online: 4, power: 1, excuses: .waiver, after: 3, .enough),
        Case("a dead chain", of: 3, online: 0, power: 1, standing: .unknown, excuses: .deadChain, after: 0, .chainDead),
        Case(
            "alone back, unwell", of: 3, online: 2, power: 1, standing: .unwell, excuses: .aloneOnWayBack, after: 2,
            .unwell),
        Case("alone back, but up", of: 3, online: 3, power: 1, excuses: .aloneOnWayBack, after: 2, nil),
        Case(
            "alone back, but not seen", of: 3, online: 2, power: 1, standing: .unknown, excuses: .aloneOnWayBack,
            after: 2, nil),
    ]

    @Test("strictly more than two thirds must surely stay, but for named excuses", arguments: rule + excused)
    func verdicts(_ given: Case) {
        let figures = QuorumFigures(total: given.total, online: given.online, after: given.after)
        let verdict = QuorumGuard(total: given.total).mayGoDown(
            power: given.power, standing: given.standing, online: given.online, excuses: given.excuses)
        #expect(verdict == (given.ground.map { .allowed(figures, $0) } ?? .refused(figures)))
    }

    @Test(
        "the figures read as a sentence",
        arguments: [
            (QuorumFigures(total: 10, online: 9, after: 8), "8/10 80.0 % > 66.7 %"),
            (QuorumFigures(total: 9, online: 7, after: 6), "6/9 66.6 % ≤ 66.7 %"),
            (QuorumFigures(total: 0, online: 0, after: 0), "no voting power"),
        ])
    func description(figures: QuorumFigures, text: String) {
        #expect(figures.description == text)
    }
}
