/// Names by a word of a pattern: the name itself, a glob (fnmatch(3): `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`), or `~` and a
/// regular expression that matches from the start.
struct NameMatcher {
    /// Bytes of a regular expression at most.
    static let longestExpression = 512
    /// Brackets within one another at most: the parser of expressions ends the process at some thousands.
    static let deepestBrackets = 16

    private enum Kind {
        case glob([UInt8])
        case expression(Regex<AnyRegexOutput>)
    }

    private let kind: Kind
    /// Whether several names may be meant, hosts beside groups. A dot counts, as in Ansible: host names have dots.
    let isOpen: Bool

    init(_ word: Substring) throws(HostSelectionError) {
        isOpen = word.hasPrefix("~") || word.contains { "*?[.".contains($0) }
        guard word.hasPrefix("~") else {
            kind = .glob(Array(word.utf8))
            return
        }
        guard Self.isBounded(word.dropFirst()) else {
            throw HostSelectionError(
                "a regular expression has at most \(Self.longestExpression) bytes, and brackets "
                    + "at most \(Self.deepestBrackets) deep", hint: nil)
        }
        do { kind = .expression(try Regex(String(word.dropFirst()))) } catch {
            throw HostSelectionError("\(quoted(String(word))) is no regular expression", hint: nil)
        }
    }

    /// Counts every bracket, an escaped one too: whoever needs more of those has another way to say it.
    private static func isBounded(_ expression: Substring) -> Bool {
        guard expression.utf8.count <= longestExpression else { return false }
        var (depth, deepest) = (0, 0)
        for byte in expression.utf8 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") { depth -= 1 }
            deepest = max(deepest, depth)
        }
        return deepest <= deepestBrackets
    }

    func matches(_ name: String) -> Bool {
        switch kind {
        case .glob(let pattern): Self.matches(Array(name.utf8)[...], pattern[...])
        case .expression(let expression): (try? expression.prefixMatch(in: name)) != nil
        }
    }

    /// Goes back to the last `*` when a name does not fit on: no more steps than name and pattern multiplied.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (place, rest) = (name.startIndex, pattern)
        var retry: (place: Int, rest: ArraySlice<UInt8>)?
        while place < name.endIndex || !rest.isEmpty {
            if rest.first == UInt8(ascii: "*") {
                rest = rest.dropFirst()
                retry = (place, rest)
            } else if place < name.endIndex, let after = step(name[place], rest) {
                (place, rest) = (place + 1, after)
            } else if let back = retry, back.place < name.endIndex {
                retry = (back.place + 1, back.rest)
                (place, rest) = (back.place + 1, back.rest)
            } else {
                return false
            }
        }
        return true
    }

    /// What is left of the pattern after one byte; nil when it does not fit.
    private static func step(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = pattern.first else { return nil }
        if first == UInt8(ascii: "["), let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) {
            let inside = pattern[(pattern.startIndex + 1)..<end]
            let isNegated = inside.first == UInt8(ascii: "!")
            let isIn = contains(isNegated ? inside.dropFirst() : inside, byte)
            return isIn != isNegated ? pattern[(end + 1)...] : nil
        }
        return first == UInt8(ascii: "?") || first == byte ? pattern.dropFirst() : nil
    }

    private static func contains(_ members: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        var rest = members
        while let first = rest.first {
            let range = Array(rest.prefix(3))
            if range.count == 3, range[1] == UInt8(ascii: "-") {
                if first <= byte, byte <= range[2] { return true }
                rest = rest.dropFirst(3)
            } else {
                if first == byte { return true }
                rest = rest.dropFirst()
            }
        }
        return false
    }
}
