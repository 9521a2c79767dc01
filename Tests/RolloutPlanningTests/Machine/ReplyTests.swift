import FleetModel
import RolloutPlanning
import Testing

@Suite("Replies")
struct ReplyTests {
    private func desk(stagedOn count: Int = 2) throws -> Desk {
        var desk = Desk(try #require(planning(hosts(count, power: 0), policy: .test([("all", 100, 1)])).plan))
        desk.stageEverywhere()
        return desk
    }

    @Test("one for a nonce that nobody waits for changes nothing")
    func stranger() throws {
        var desk = try desk()
        let before = desk.machine.state
        for reply in [StepReply.ended(.done), .unknown("lost"), .fenceLost("gone")] {
            desk.tell(.step("n01", "p0-9", reply))
            #expect(desk.effects.isEmpty)
        }
        desk.tell(.settled("n01", "p0-9", .ended(.done)))
        desk.tell(.step("nobody", "p0-9", .ended(.done)))
        #expect(desk.effects.isEmpty)
        #expect(desk.machine.state == before)
    }

    @Test("the same one twice counts once")
    func twice() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        desk.tell(.step("n01", stop.nonce, .ended(.done)))
        #expect(desk.orders.map(\.step) == [.switchOver])
        desk.tell(.step("n01", stop.nonce, .ended(.done)))
        desk.tell(.step("n01", stop.nonce, .unknown("a late echo")))
        #expect(desk.effects.isEmpty)
        #expect(desk.progress(of: "n01")?.reached == .stopped)
    }

    @Test(
        "a service that was started again before the switch, as a reboot does, is stopped again, but not for ever",
        arguments: [StepResult.refused, StepResult.failed])
    func comeback(ended: @Sendable (StepTrouble) -> StepResult) throws {
        var desk = try desk()
        let running = ended(StepTrouble(code: "running", detail: "process 7 still runs"))
        for _ in 0...RolloutMachine.maximumComebacks {
            #expect(desk.orders.map(\.step) == [.stop])
            #expect(desk.progress(of: "n01")?.isGoingBack == false)
            desk.answer()
            #expect(desk.orders.map(\.step) == [.switchOver])
            desk.answer(running)
        }
        #expect(desk.progress(of: "n01")?.isGoingBack == true)
        #expect(desk.progress(of: "n01")?.wentBackBecause?.contains("process 7 still runs") == true)
    }

    @Test("a second stop that is refused leaves the host touched: it goes back, and is not said to be as found")
    func secondStopRefused() throws {
        var desk = try desk()
        desk.answer()
        desk.answer(.refused(StepTrouble(code: "running", detail: "process 7 still runs")))
        #expect(desk.orders.map(\.step) == [.stop])
        desk.answer(.refused(StepTrouble(code: "store-mismatch", detail: "a byte differs")))
        #expect(desk.progress(of: "n01")?.isTouched == true)
        #expect(desk.progress(of: "n01")?.isGoingBack == true)
        #expect(desk.progress(of: "n01")?.end == nil)
    }

    @Test("a first stop that is refused leaves the host as it was found")
    func firstStopRefused() throws {
        var desk = try desk()
        desk.answer(.refused(StepTrouble(code: "store-mismatch", detail: "a byte differs")))
        #expect(desk.progress(of: "n01")?.isTouched == false)
        #expect(desk.progress(of: "n01")?.isInHand == false)
    }

    @Test("a lost one is settled after a moment, and the step is performed again under the same name")
    func lost() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        desk.tell(.step("n01", stop.nonce, .unknown("connection lost")))
        #expect(desk.effects.isEmpty)
        #expect(desk.machine.explanation(of: "n01") == "does not answer: connection lost")
        desk.tell(.tick, after: 1000)
        #expect(desk.settles == [stop])
        desk.tell(.settled("n01", stop.nonce, .notDone), after: 50)
        #expect(desk.effects == [.perform(stop)], "no second intent: the first one is durable")
        desk.answer()
        #expect(desk.orders.map(\.step) == [.switchOver])
    }

    @Test("what the journal says of a lost one counts as its answer")
    func settled() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        desk.tell(.step("n01", stop.nonce, .unknown("connection lost")))
        desk.tell(.tick, after: 1000)
        desk.tell(.settled("n01", stop.nonce, .ended(.done)), after: 50)
        #expect(desk.orders.map(\.step) == [.switchOver])
    }

    @Test("that never come leave the host to a person when its time is up, and not before it was asked three times")
    func silence() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        desk.tell(.step("n01", stop.nonce, .unknown("connection lost")))
        desk.tell(.tick, after: 20_000)
        desk.tell(.settled("n01", stop.nonce, .unreachable("timed out")))
        #expect(desk.progress(of: "n01")?.end == nil, "asked twice only")
        desk.tell(.tick, after: 1000)
        desk.tell(.settled("n01", stop.nonce, .unreachable("timed out")))
        #expect(desk.progress(of: "n01")?.end == .needsOperator(reason: "timed out"))
        // One who answers after all finds nobody waiting.
        desk.tell(.step("n01", stop.nonce, .ended(.done)))
        desk.tell(.settled("n01", stop.nonce, .ended(.done)))
        #expect(desk.effects.isEmpty)
    }

    @Test("a host's time starts anew with each step that has ended")
    func patiencePerStep() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        desk.tell(.step("n01", stop.nonce, .unknown("connection lost")))
        desk.tell(.tick, after: 8000)
        desk.tell(.settled("n01", stop.nonce, .ended(.done)))
        let switching = try #require(desk.orders.first)
        desk.tell(.step("n01", switching.nonce, .unknown("connection lost")), after: 100)
        for _ in 0..<4 {
            desk.tell(.tick, after: 1000)
            desk.tell(.settled("n01", switching.nonce, .unreachable("timed out")))
        }
        #expect(desk.progress(of: "n01")?.isOpen == true)
    }

    @Test("a host that can always be asked and never does anything is given up all the same")
    func livelock() throws {
        var desk = try desk()
        let stop = try #require(desk.orders.first)
        for _ in 0..<20 where desk.progress(of: "n01")?.end == nil {
            desk.tell(.step("n01", stop.nonce, .unknown("connection lost")), after: 100)
            desk.tell(.tick, after: 1000)
            desk.tell(.settled("n01", stop.nonce, .notDone), after: 100)
        }
        #expect(desk.progress(of: "n01")?.end == .needsOperator(reason: "connection lost"))
        #expect(desk.now < 15_000)
    }

    @Test("a turn waits for the step under way, and takes its outcome in")
    func turnWhileOutstanding() throws {
        let policy = RolloutPolicy.test([("all", 100, 2)])
        var desk = Desk(try #require(planning(hosts(2, power: 0), policy: policy).plan))
        desk.tell(.began)
        for host in desk.fences { desk.tell(.fence(host, .acquired(token: 1))) }
        var stops: [StepOrder] = []
        for order in desk.orders {
            desk.tell(.step(order.host, order.nonce, .ended(.done)))
            stops += desk.orders
        }
        #expect(stops.map(\.host) == ["n01", "n02"])
        // n01 refuses and is as it was; n02 is in the middle of its stop.
        desk.tell(.step("n01", stops[0].nonce, .ended(.refused(StepTrouble(code: "busy", detail: "no")))))
        #expect(desk.machine.state.turnedBecause == "n01 failed: no")
        #expect(desk.progress(of: "n02")?.isGoingBack == false)
        desk.tell(.step("n02", stops[1].nonce, .ended(.done)))
        #expect(desk.progress(of: "n02")?.isGoingBack == true)
        #expect(desk.orders.map(\.step) == [.stop])
        #expect(desk.orders.map(\.release) == [old.reference])
    }
}
