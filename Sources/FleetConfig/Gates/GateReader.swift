internal import FleetModel
internal import RolloutPlanning
internal import YAML

/// Reads `gates:` of a phase: names of gates, with a limit, a window or limits of their own where they are wanted.
enum GateReader {
    /// The most gates of one phase.
    static let most = 40

    private static let keys = ["gate", "window", "failure_limit", "inconclusive_limit", "consecutive_error_limit"]
    /// No window is longer than a bake may be.
    private static let longestWindow = TimeSpan.seconds(7 * 86_400)

    /// The gates in the order of the file; nil when something is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> [GateChoice]? {
        guard case .sequence(let items) = field.node.kind else {
            findings.error(
                "gates is \(field.node.kindName); a list of gates is expected", at: field.mark,
                hint: "gates: [api, metrics, error-rate<0.1%]")
            return nil
        }
        guard items.count <= most else {
            findings.error("\(items.count) gates; at most \(most) are read", at: field.mark)
            return nil
        }
        var first: [GateName: Int] = [:]
        let gates = items.map { item -> GateChoice? in
            guard let choice = read(item, &findings) else { return nil }
            if let line = first[choice.name] {
                findings.error(
                    "gate \(quoted(choice.name.rawValue)) stands here again; first on line \(line)", at: item.mark)
            } else {
                first[choice.name] = item.mark.line
            }
            return choice
        }
        return gates.contains { $0 == nil } ? nil : gates.compactMap(\.self)
    }

    /// One gate, by its text or as a mapping; nil when something is wrong.
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> GateChoice? {
        guard case .mapping = node.kind else {
            return choice(Field(name: "a gate", keyMark: node.mark, node: node), &findings)
        }
        guard let fields = Fields(node, of: "a gate", keys: keys, &findings) else { return nil }
        guard let field = fields["gate"] else {
            findings.error("a gate has no name", at: node.mark, hint: "{gate: error-rate<0.1%, failure_limit: 1}")
            return nil
        }
        let window = fields["window"].map { findings.span($0, in: .seconds(1)...longestWindow) }
        let standard = GateLimits.standard
        func limit(_ key: String, _ value: Int) -> Int? {
            guard let field = fields[key] else { return value }
            return findings.number(field, in: 0...UInt64(GateLimits.greatest)).map { Int($0) }
        }
        let failures = limit("failure_limit", standard.failures)
        let inconclusive = limit("inconclusive_limit", standard.inconclusive)
        let errors = limit("consecutive_error_limit", standard.consecutiveErrors)
        guard let named = choice(field, &findings), window != .some(nil), let failures, let inconclusive, let errors
        else { return nil }
        let limits = GateLimits(failures: failures, inconclusive: inconclusive, consecutiveErrors: errors)
        let whole = GateChoice(
            name: named.name, bound: named.bound, window: window.flatMap(\.self),
            limits: limits == standard ? nil : limits)
        return check(whole, at: fields["window"]?.mark ?? field.mark, &findings) ? whole : nil
    }

    /// A gate by its text, which exists and has a limit of its kind.
    static func choice(_ field: Field, _ findings: inout Findings) -> GateChoice? {
        guard let text = findings.text(field) else { return nil }
        guard let choice = GateChoice(text) else {
            findings.error(
                "\(field.name) is \(quoted(text)), which is no gate", at: field.mark,
                hint: "a name, or a name with a limit and no blanks: error-rate<0.1%")
            return nil
        }
        return check(choice, at: field.mark, &findings) ? choice : nil
    }

    private static func check(_ choice: GateChoice, at mark: SourceMark, _ findings: inout Findings) -> Bool {
        do throws(GateProblem) {
            _ = try StandardGates.gate(choice)
            return true
        } catch {
            switch error {
            case .unknownName(let name):
                findings.error(
                    "there is no gate \(quoted(name.rawValue))", at: mark,
                    hint: NearestKey.hint(for: name.rawValue, among: StandardGates.names))
            case .wrongUnit(let gate):
                findings.error(
                    "\(quoted(choice.description)) is counted otherwise than gate \(gate.name)", at: mark,
                    hint: "it is written as in \(gate.choice)")
            case .wrongSide(let gate):
                findings.error(
                    "\(quoted(choice.description)) would pass on what gate \(gate.name) is to catch", at: mark,
                    hint: "it is written as in \(gate.choice)")
            case .shortWindow(let gate, let least):
                findings.error("the window of gate \(gate.name) is at least \(least)", at: mark)
            }
            return false
        }
    }
}
