import FleetModel
import Testing

@testable import RolloutPlanning

@Suite("the standard gates")
struct StandardGateTests {
    @Test("have names of their own, limits in their measure's unit, and are what their own text says")
    func table() throws {
        #expect(Set(StandardGates.names).count == StandardGates.all.count)
        for gate in StandardGates.all {
            #expect(gate.bound.unit == gate.measure.unit, "\(gate.rule)")
            #expect(try StandardGates.gate(gate.choice) == gate)
            #expect(gate.window >= gate.staleAfter)
            #expect(!gate.measure.figures.isEmpty)
        }
    }

    @Test("include the twelve of the phases, with the limits of the seeds")
    func phases() throws {
        let texts = [
            "api>=1", "metrics>=1", "peers>=100%", "no-drift=0", "error-rate<0.1%", "p95<2x", "parity=100%",
            "pin-quorum>95%", "no-state-violation=0", "soak>=1", "no-fallback=0", "no-alert=0",
        ]
        #expect(StandardGates.all.prefix(texts.count).map(\.choice.description) == texts)
    }

    @Test("take another limit, window and limits")
    func choices() throws {
        let limits = GateLimits(failures: 1, inconclusive: 5, consecutiveErrors: 6)
        let choice = GateChoice(
            name: "pin-quorum", bound: GateBound(">99%"), window: .seconds(60), limits: limits)
        let gate = try StandardGates.gate(choice)
        #expect(gate.bound.limit == 0.99)
        #expect(gate.window == .seconds(60))
        #expect(gate.limits == limits)
        #expect(gate.rule == "pin-quorum: share of pin_successes among pin_successes + pin_failures >99% over 1m")
    }

    @Test("refuse what would mean something else")
    func refused() throws {
        func problem(_ text: String, window: TimeSpan? = nil) -> GateProblem? {
            guard let choice = GateChoice(text) else { return nil }
            do throws(GateProblem) {
                _ = try StandardGates.gate(GateChoice(name: choice.name, bound: choice.bound, window: window))
                return nil
            } catch {
                return error
            }
        }
        func gate(_ name: GateName) throws -> Gate { try #require(StandardGates.named(name)) }
        #expect(problem("eror-rate") == .unknownName("eror-rate"))
        #expect(problem("error-rate<5") == .wrongUnit(try gate("error-rate")))
        #expect(problem("p95<100ms") == .wrongUnit(try gate("p95")))
        #expect(problem("error-rate>0.1%") == .wrongSide(try gate("error-rate")))
        #expect(problem("parity<99%") == .wrongSide(try gate("parity")))
        #expect(problem("pin-quorum<99%") == .wrongSide(try gate("pin-quorum")))
        #expect(problem("api-p95=100ms") == .wrongSide(try gate("api-p95")))
        #expect(problem("peers", window: .seconds(5)) == .shortWindow(try gate("peers"), least: .seconds(15)))
        for good in ["parity>=99%", "no-drift<=2", "error-rate=0%", "blocks>3", "soak=1", "cpu<80%"] {
            #expect(problem(good) == nil, "\(good)")
        }
    }
}
