import Files
import FleetConfig
import FleetModel
import GoldenVectors
import RolloutEngine

/// Golden vectors asked of running nodes: of both engines in each, whatever its mode.
struct NodeVectors {
    /// A node: what it is called here, and the base URL of its API.
    private struct Place: Sendable {
        let name: String
        let url: String
    }

    /// Nodes asked at the same time.
    private static let forks = 32
    /// Vectors of one engine that are shown with what was expected and found.
    private static let shown = 10

    let file: VectorFile
    let context: CommandContext

    /// Asks every node that is named, by URL or by a pattern of the inventory, and prints what came of it.
    func verify(_ named: [String]) async throws(CommandFailure) -> ExitCode {
        let places = try places(named)
        let node = try CommandFailure.ofPorts { () throws(LedgerFailure) in try context.workshop.makeVectorNode() }
        let questions = file.questions
        let answers = await withTaskGroup(of: (Int, Result<VectorAnswers, VectorError>).self) { group in
            var found: [Int: Result<VectorAnswers, VectorError>] = [:]
            var waiting = places.enumerated().makeIterator()
            func askNext() {
                guard let (index, place) = waiting.next() else { return }
                group.addTask {
                    do throws(VectorError) {
                        return (index, .success(try await node.answers(to: questions, at: place.url)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.forks { askNext() }
            while let (index, answer) = await group.next() {
                found[index] = answer
                askNext()
            }
            return found
        }
        // All of them, not as long as all are good: every node is to be seen.
        let verdicts = places.enumerated().map { index, place in report(place, answers[index]) }
        return verdicts.allSatisfy(\.self) ? .asked : .failed
    }

    /// True when all engines of the node answered everything as they have to.
    private func report(_ place: Place, _ answer: Result<VectorAnswers, VectorError>?) -> Bool {
        switch answer {
        case .success(let answers):
            return answers.engines.map { report(place, answers.mode, $0) }.allSatisfy(\.self)
        case .failure(let error):
            context.output.print("\(place.name)   was not asked: \(error)")
            return false
        case nil: return false
        }
    }

    private func report(_ place: Place, _ mode: String, _ engine: VectorAnswers.Engine) -> Bool {
        let run = VectorRun(file, answers: engine.answers)
        for failure in run.failures.prefix(Self.shown) {
            context.output.print([
                "\(place.name)   \(failure.vector)", "  expected  \(failure.expected)", "  found     \(failure.found)",
            ])
        }
        let more = run.failures.count - Self.shown
        if more > 0 { context.output.print("  and \(more) more") }
        let passed = run.count - min(run.failures.count, run.count)
        context.output.print(
            "\(passed) of \(run.count) vectors passed   \(place.name), \(engine.name) engine (mode \(mode))")
        return run.failures.isEmpty
    }

    private func places(_ named: [String]) throws(CommandFailure) -> [Place] {
        var urls: [Place] = []
        for url in named.filter(Self.isURL) {
            switch BaseURL.read(url) {
            case .success(let base): urls.append(Place(name: url, url: base.text))
            case .failure(let wrong): throw CommandFailure(.usage, "--node '\(url)' \(wrong.message)", next: wrong.hint)
            }
        }
        let patterns = named.filter { !Self.isURL($0) }
        guard !patterns.isEmpty else { return urls }
        let site = try Site(context)
        let hosts = try RemoteOptions.hosts(
            site, matching: patterns.flatMap(HostSelection.terms), option: "--node")
        return urls + hosts.map { Place(name: $0.id.rawValue, url: $0.probes.api) }
    }

    private static func isURL(_ text: String) -> Bool { text.hasPrefix("http://") || text.hasPrefix("https://") }
}
