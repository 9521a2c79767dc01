/// A host name of an inventory, perhaps with ranges: `node-[01:15]`, `node-[01:15:2]`, `rack-[a:f]-[1:4]`.
///
/// Ansible's rules (docs: How to build your inventory, ranges of hosts): both ends belong to a range, a first number
/// with a leading zero fixes the width, an absent first number is 0. Where Ansible is silent or quietly yields nothing
/// (the first above the last, a step of 0), this refuses.
struct HostPattern {
    /// The most ranges one name may hold.
    static let maximumRanges = 4
    /// The most bytes one name may have; four times what DNS allows.
    static let maximumLength = 1024

    private enum Part {
        case literal(String)
        case numbers(first: Int, last: Int, step: Int, width: Int)
        case letters(first: UInt8, last: UInt8, step: Int)
    }

    /// As it was written.
    let text: String
    /// How many hosts it stands for, at least 1 and at most the limit that it was read with.
    let count: Int
    private let parts: [Part]

    /// - Parameter limit: the most hosts it may stand for; counted, never expanded, before it is refused.
    static func read(_ text: String, limit: Int) -> Result<HostPattern, PatternProblem> {
        guard text.utf8.count <= maximumLength else {
            return .failure(PatternProblem("a host's name has at most \(maximumLength) bytes", 0))
        }
        var parts: [Part] = []
        var rest = Substring(text)
        var ranges = 0
        while let open = rest.firstIndex(where: { $0 == "[" || $0 == "]" }) {
            let offset = text.distance(from: text.startIndex, to: open)
            guard rest[open] == "[" else { return .failure(PatternProblem("']' closes nothing", offset)) }
            guard let close = rest[open...].firstIndex(of: "]") else {
                return .failure(PatternProblem("'[' is not closed", offset))
            }
            ranges += 1
            guard ranges <= maximumRanges else {
                return .failure(PatternProblem("a name has at most \(maximumRanges) ranges", offset))
            }
            if rest.startIndex < open { parts.append(.literal(String(rest[..<open]))) }
            switch range(rest[rest.index(after: open)..<close]) {
            case .success(let part): parts.append(part)
            case .failure(let problem): return .failure(PatternProblem(problem.message, offset, hint: problem.hint))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(String(rest))) }
        let product = parts.reduce(into: (value: 1, isOver: false)) { product, part in
            let (value, isOver) = product.value.multipliedReportingOverflow(by: size(part))
            product = (value, product.isOver || isOver)
        }
        guard !product.isOver, product.value <= limit else {
            let said = product.isOver ? "more hosts than can be counted" : "\(product.value) hosts"
            return .failure(PatternProblem("\(quoted(text)) stands for \(said); at most \(limit) are read", 0))
        }
        return .success(HostPattern(text: text, count: product.value, parts: parts))
    }

    /// Every name, in the order of the ranges.
    func names() -> [String] {
        var names = [""]
        for part in parts {
            let pieces = Self.pieces(part)
            names = names.flatMap { name in pieces.map { name + $0 } }
        }
        return names
    }

    /// The first and the last name: what no name of the pattern exceeds in length.
    var ends: [String] {
        let pieces = parts.map { part -> (first: String, last: String) in
            switch part {
            case .literal(let text): return (text, text)
            case .numbers(let first, let last, let step, let width):
                return (
                    Self.pieces(.numbers(first: first, last: first, step: 1, width: width))[0],
                    Self.pieces(.numbers(first: last - (last - first) % step, last: last, step: step, width: width))[0]
                )
            case .letters(let first, let last, let step):
                let end = last - UInt8(Int(last - first) % step)
                return (String(decoding: [first], as: UTF8.self), String(decoding: [end], as: UTF8.self))
            }
        }
        return [pieces.map(\.first).joined(), pieces.map(\.last).joined()]
    }

    private static func range(_ text: Substring) -> Result<Part, TextProblem> {
        let bounds = text.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2 || bounds.count == 3, !bounds[1].isEmpty else {
            return .failure(TextProblem("a range is [first:last] or [first:last:step]", hint: "such as node-[01:15]"))
        }
        guard let step = bounds.count == 3 ? number(bounds[2]) : 1, step > 0 else {
            return .failure(TextProblem("a range's step is a whole number from 1"))
        }
        if let first = letter(bounds[0]), let last = letter(bounds[1]) {
            guard (first < 97) == (last < 97) else {
                return .failure(TextProblem("a range of letters keeps to one case"))
            }
            guard first <= last else { return .failure(TextProblem("the range's first letter comes after its last")) }
            return .success(.letters(first: first, last: last, step: step))
        }
        let start = bounds[0].isEmpty ? "0" : bounds[0]
        guard let first = number(start), let last = number(bounds[1]) else {
            return .failure(TextProblem("a range has two numbers or two letters", hint: "such as [01:15] or [a:f]"))
        }
        let isPadded = [start, bounds[1]].contains { $0.utf8.count > 1 && $0.hasPrefix("0") }
        guard !isPadded || start.utf8.count == bounds[1].utf8.count else {
            return .failure(
                TextProblem("a range with leading zeros has numbers of one length", hint: "such as [001:150]"))
        }
        guard first <= last else { return .failure(TextProblem("the range's first number is greater than its last")) }
        return .success(.numbers(first: first, last: last, step: step, width: isPadded ? start.utf8.count : 0))
    }

    private static func letter(_ text: Substring) -> UInt8? {
        guard text.utf8.count == 1, let byte = text.utf8.first, isAlphanumeric(byte), byte > UInt8(ascii: "9") else {
            return nil
        }
        return byte
    }

    /// Decimal digits alone; nil for anything else, and for more than an `Int` holds.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private static func size(_ part: Part) -> Int {
        switch part {
        case .literal: 1
        // 0 to the greatest Int is one more than fits; so many hosts are refused all the same.
        case .numbers(let first, let last, let step, _): max((last - first) / step, (last - first) / step &+ 1)
        case .letters(let first, let last, let step): Int(last - first) / step + 1
        }
    }

    private static func pieces(_ part: Part) -> [String] {
        switch part {
        case .literal(let text): [text]
        case .numbers(let first, let last, let step, let width):
            stride(from: first, through: last, by: step).map { number in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
        case .letters(let first, let last, let step):
            stride(from: Int(first), through: Int(last), by: step).map { code in
                String(decoding: [UInt8(code)], as: UTF8.self)
            }
        }
    }
}

/// What is wrong with a host's name, and how many characters into it.
struct PatternProblem: Error {
    let message: String
    let offset: Int
    let hint: String?

    init(_ message: String, _ offset: Int, hint: String? = nil) {
        self.message = message
        self.offset = offset
        self.hint = hint
    }
}
