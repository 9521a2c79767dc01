import Screens
import Testing

@Suite("what an emergency rollback says before it begins")
struct RollbackScreenTests {
    @Test("a fleet that quorum lets go in rounds has a worst case")
    func rounds() throws {
        #expect(
            RollbackScreen(plan: try SampleRun.emergency().plan).announcement == [
                "emergency rollback of coinjecture-testnet: 10 nodes to v3.17.0, proven on each",
                "  worst case  4m40s in 4 rounds by quorum, less when the chain has stopped already (limit 5m)",
            ])
    }

    @Test("where quorum lets no validator go there is no worst case to promise, and the way is named")
    func stuck() throws {
        #expect(
            RollbackScreen(plan: try SampleRun.emergency(count: 3).plan).announcement == [
                "emergency rollback of coinjecture-testnet: 3 nodes to v3.17.0, proven on each",
                "  worst case  none while the chain goes on: val-[01-03]: quorum never lets it go down: 2/3 66.6 % ≤ 66.7 %",
                "  at once     with --network-id coinjecture-testnet; without it when the chain has stopped already",
            ])
    }
}
