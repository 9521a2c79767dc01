import Glibc
import HTTP
import Reactor
import ReferenceNode

/// `coinjectured load`: transactions at a given rate, and what became of them.
struct LoadCommand {
    private var nodes: [String] = []
    private var duration = 60
    private var rate = 100
    private var accounts = 1000

    private static let longest = 24 * 3600

    /// Nil when the words are not those of the usage.
    init?(_ words: [String]) {
        var words = words[...]
        while let name = words.popFirst() {
            guard let value = words.popFirst() else { return nil }
            switch name {
            case "--node":
                guard value.hasPrefix("http://") else { return nil }
                nodes.append(value)
            case "--duration":
                let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
                guard let factor = value.last.flatMap({ factors[$0] }), let number = Int(value.dropLast()),
                    (1...Self.longest / factor).contains(number)
                else { return nil }
                duration = number * factor
            case "--txrate":
                guard let number = Int(value), (1...LoadGenerator.highestRate).contains(number) else { return nil }
                rate = number
            case "--accounts":
                guard let number = Int(value), (2...LoadGenerator.mostAccounts).contains(number) else { return nil }
                accounts = number
            default: return nil
            }
        }
        if nodes.isEmpty { nodes = [AskCommand.defaultURL] }
    }

    /// Puts the load on; true when every transaction that was due went into a block.
    func run() async throws(HTTPError) -> Bool {
        let reactor: Reactor
        do throws(ReactorError) {
            reactor = try Reactor(named: "load")
        } catch {
            Coinjectured.end(1, "coinjectured: \(error)\n")
        }
        let generator = LoadGenerator(
            nodes: nodes, rate: rate, duration: .seconds(duration), accounts: accounts,
            client: try HTTPClient(on: reactor), reactor: reactor)
        let report: LoadReport
        do throws(LoadFailure) {
            report = try await generator.run(seed: "coinjectured load \(getpid()) \(ContinuousClock.now)")
        } catch {
            Coinjectured.end(1, "coinjectured: \(error.message)\n")
        }
        let words = { (number: Int?) in number.map { "\($0) ms" } ?? "unknown" }
        let refusal = report.lastRefusal.map { " (\($0))" } ?? ""
        Coinjectured.say(
            """
            \(report.accepted) transactions taken, \(report.refused) refused\(refusal), \(report.included) in \
            \(report.blocks) blocks
            rate          \(Int(report.rate.rounded())) a second over \(report.submitting / .seconds(1)) s, asked for \(rate)
            to a block    \(words(report.latency(0.5))) half of them, \(words(report.latency(0.95))) 95 in 100
            propagation   \(words(report.propagation.map { Int($0.rounded()) })) a block, mean over the nodes asked

            """)
        return report.refused == 0 && report.included == report.accepted
    }
}
