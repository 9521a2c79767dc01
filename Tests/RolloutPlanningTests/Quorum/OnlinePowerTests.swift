import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("OnlinePower")
struct OnlinePowerTests {
    private func moment(_ milliseconds: Int64) -> Moment { Moment(milliseconds: milliseconds) }
    private let nobody = { (_: HostID) in false }

    private func power(outside: VotingPower = 0) throws -> OnlinePower {
        let fleet = [host("a", power: 1), host("b", power: 2), host("c", power: 4), host("d", power: 0)]
        let plan = try #require(planning(fleet, outside: outside + 20).plan)
        return OnlinePower(plan: plan)
    }

    @Test("who was never seen counts for nothing; power outside counts as up")
    func unseen() throws {
        let power = try power()
        #expect(power.total == 27)
        #expect(power.online(excluding: nobody, at: moment(0)) == 20)
        #expect(power.standing(of: "a", at: moment(0)) == .unknown)
    }

    @Test("a look counts while it is fresh, and says what was seen")
    func fresh() throws {
        var power = try power()
        _ = power.saw("a", isUp: true, at: moment(0))
        _ = power.saw("b", isUp: false, at: moment(0))
        #expect(power.online(excluding: nobody, at: moment(3000)) == 21)
        #expect(power.standing(of: "a", at: moment(3000)) == .up)
        #expect(power.standing(of: "b", at: moment(3000)) == .unwell)
        #expect(power.online(excluding: nobody, at: moment(3001)) == 20)
        #expect(power.standing(of: "a", at: moment(3001)) == .unknown)
        #expect(power.online(excluding: { $0 == "a" }, at: moment(3000)) == 20)
    }

    @Test("a host that was left out as unreachable counts as down, however well its node is seen to be")
    func leftOut() throws {
        let gone = Result<ObservedHost, Unreachable>.failure(Unreachable(reason: "timed out"))
        let policy = RolloutPolicy.test(
            [("all", 100, 1)], budget: FailureBudget(failedHosts: 0, unreachableHosts: 1))
        let plan = try #require(planning(hosts(4), policy: policy, outside: 20, except: ["n02": gone]).plan)
        var power = OnlinePower(plan: plan)
        for id in ["n01", "n02"] as [HostID] { _ = power.saw(id, isUp: true, at: moment(0)) }
        #expect(power.online(excluding: nobody, at: moment(0)) == 21)
        #expect(power.total == 24)
    }

    @Test("only a look that says something else is news")
    func news() throws {
        var power = try power()
        // The look at 9 s is news, for the one before it is too old to be known.
        let looks: [(at: Int64, isUp: Bool, isNews: Bool)] = [
            (0, true, true), (1000, true, false), (2000, false, true), (3000, false, false), (9000, false, true),
        ]
        for look in looks {
            let isNews = power.saw("a", isUp: look.isUp, at: moment(look.at))
            #expect(isNews == look.isNews, "at \(look.at)")
        }
        let isNews = power.saw("stranger", isUp: true, at: moment(0))
        #expect(!isNews)
    }

    @Test("a chain is called dead only when everybody was looked at and hosts in hand could not save it")
    func deadChain() throws {
        let plan = try #require(planning(hosts(5), waivers: [quorumWaiver]).plan)
        var power = OnlinePower(plan: plan)
        for id in ["n01", "n02", "n03", "n04"] as [HostID] { _ = power.saw(id, isUp: id < "n03", at: moment(0)) }
        #expect(!power.isChainDead(counting: nobody), "n05 was not looked at")
        _ = power.saw("n05", isUp: false, at: moment(60_000))
        #expect(power.isChainDead(counting: nobody), "2 of 5, however old the looks")
        #expect(!power.isChainDead(counting: { $0 == "n04" || $0 == "n05" }), "4 of 5 when ours are back")
    }
}
