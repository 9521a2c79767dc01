/// A regular expression for label values that takes time in proportion to the value's length, whatever the value is.
///
/// Of RE2, which Prometheus uses, it has literals, `.`, classes such as `[a-z0-9]` and `[^,]`, `\d`, groups, `|`, `*`, `+`
/// and `?`. It matches a value as a whole. Anything else (`{2,3}`, `^`, `\b`, flags) is refused and never misread.
public struct LabelPattern: Sendable, Equatable {
    /// Longest pattern, in bytes, and deepest nesting of groups.
    public static let maximumLength = 1024
    public static let maximumDepth = 32

    public let text: String
    let program: [Instruction]

    /// One step of the machine that reads a value.
    enum Instruction: Sendable, Equatable {
        case one(ScalarClass)
        /// Both ways at once; offsets from here.
        case split(Int, Int)
        case jump(Int)
    }

    struct ScalarClass: Sendable, Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isInverted = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isInverted
        }
    }

    /// Why a pattern is refused.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: what is not understood, and where.
    public init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.maximumLength else {
            throw Refusal(description: "a pattern is at most \(Self.maximumLength) bytes long")
        }
        self.text = text
        var parser = LabelPatternParser(text)
        program = try parser.parse()
    }

    public func matches(_ value: String) -> Bool {
        var states = reached(from: [0])
        for scalar in value.unicodeScalars {
            var next: [Int] = []
            for state in states where state < program.count {
                if case .one(let accepted) = program[state], accepted.contains(scalar) { next.append(state + 1) }
            }
            states = reached(from: next)
            if states.isEmpty { return false }
        }
        return states.contains(program.count)
    }

    /// Everything that can be reached without reading on; each state once.
    private func reached(from starts: [Int]) -> [Int] {
        var (found, waiting) = ([Int](), starts)
        var seen = [Bool](repeating: false, count: program.count + 1)
        while let state = waiting.popLast() {
            guard !seen[state] else { continue }
            seen[state] = true
            guard state < program.count else {
                found.append(state)
                continue
            }
            switch program[state] {
            case .one: found.append(state)
            case .split(let one, let other): waiting += [state + one, state + other]
            case .jump(let offset): waiting.append(state + offset)
            }
        }
        return found
    }
}
