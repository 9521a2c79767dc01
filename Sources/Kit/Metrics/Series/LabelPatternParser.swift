/// Turns the text of a `LabelPattern` into its program.
struct LabelPatternParser {
    typealias Instruction = LabelPattern.Instruction
    typealias Refusal = LabelPattern.Refusal

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(Refusal) -> [Instruction] {
        let program = try alternatives()
        guard position == scalars.count else { throw refusal("a ) without its (") }
        return program
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func refusal(_ what: String) -> Refusal {
        Refusal(description: "\(what) at character \(position + 1) of the pattern")
    }

    private mutating func alternatives() throws(Refusal) -> [Instruction] {
        var program = try sequence()
        while next == "|" {
            position += 1
            let other = try sequence()
            program = [.split(1, program.count + 2)] + program + [.jump(other.count + 1)] + other
        }
        return program
    }

    private mutating func sequence() throws(Refusal) -> [Instruction] {
        var program: [Instruction] = []
        while let scalar = next, scalar != "|", scalar != ")" { program += try repeated() }
        return program
    }

    private mutating func repeated() throws(Refusal) -> [Instruction] {
        let atom = try atom()
        guard let scalar = next, ["*", "+", "?"].contains(scalar) else { return atom }
        position += 1
        if let more = next, ["*", "+", "?", "{"].contains(more) { throw refusal("a second '\(more)'") }
        return switch scalar {
        case "*": [.split(1, atom.count + 2)] + atom + [.jump(-atom.count - 1)]
        case "+": atom + [.split(-atom.count, 1)]
        default: [.split(1, atom.count + 1)] + atom
        }
    }

    private mutating func atom() throws(Refusal) -> [Instruction] {
        guard let scalar = next else { throw refusal("nothing where something must stand") }
        switch scalar {
        case "(": return try group()
        case "[": return [.one(try bracket())]
        case ".":
            position += 1
            return [.one(LabelPattern.ScalarClass(ranges: [10...10], isInverted: true))]
        case "\\": return [.one(try escape())]
        case "*", "+", "?", "{", "}", "^", "$", "]": throw refusal("'\(scalar)' is not understood")
        default:
            position += 1
            return [.one(LabelPattern.ScalarClass(ranges: [scalar.value...scalar.value]))]
        }
    }

    private mutating func group() throws(Refusal) -> [Instruction] {
        guard depth < LabelPattern.maximumDepth else { throw refusal("groups are nested too deeply") }
        position += 1
        if next == "?" {
            guard scalars[position...].starts(with: ["?", ":"]) else { throw refusal("'(?' is not understood") }
            position += 2
        }
        depth += 1
        let inner = try alternatives()
        depth -= 1
        guard next == ")" else { throw refusal("a ( without its )") }
        position += 1
        return inner
    }

    private mutating func escape() throws(Refusal) -> LabelPattern.ScalarClass {
        position += 1
        guard let scalar = next else { throw refusal("a lone backslash") }
        switch scalar {
        case "d", "D":
            position += 1
            return LabelPattern.ScalarClass(ranges: [48...57], isInverted: scalar == "D")
        case "w", "W":
            position += 1
            return LabelPattern.ScalarClass(ranges: [48...57, 65...90, 95...95, 97...122], isInverted: scalar == "W")
        case _
        where scalar.isASCII && !scalar.properties.isAlphabetic && !scalar.properties.isWhitespace
            && scalar.properties.numericType == nil:
            position += 1
            return LabelPattern.ScalarClass(ranges: [scalar.value...scalar.value])
        default: throw refusal("'\\\(scalar)' is not understood")
        }
    }

    private mutating func bracket() throws(Refusal) -> LabelPattern.ScalarClass {
        position += 1
        var made = LabelPattern.ScalarClass(ranges: [])
        if next == "^" {
            made.isInverted = true
            position += 1
        }
        while let scalar = next, scalar != "]" || made.ranges.isEmpty {
            if scalar == "\\" {
                let escaped = try escape()
                guard !escaped.isInverted else { throw refusal("an inverted class within brackets") }
                made.ranges += escaped.ranges
                continue
            }
            guard scalar != "[" || scalars[position...].dropFirst().first != ":" else {
                throw refusal("'[:' is not understood")
            }
            position += 1
            guard next == "-", let last = scalars[position...].dropFirst().first, last != "]" else {
                made.ranges.append(scalar.value...scalar.value)
                continue
            }
            guard last != "\\", last.value >= scalar.value else { throw refusal("a range that goes down") }
            position += 2
            made.ranges.append(scalar.value...last.value)
        }
        guard next == "]" else { throw refusal("a [ without its ]") }
        position += 1
        return made
    }
}
