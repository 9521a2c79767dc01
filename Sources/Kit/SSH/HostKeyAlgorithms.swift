/// What ssh_config's HostKeyAlgorithms makes of the algorithms that are offered for a server's key.
public enum HostKeyAlgorithms: Hashable, Sendable {
    /// These and no others, in this order.
    case only([String])
    /// Behind the usual ones.
    case appended([String])
    /// The usual ones without those that match.
    case removed([String])
    /// Before the usual ones.
    case first([String])

    /// Reads a list of names, or `+`, `-` or `^` and such a list; with `-`, names may hold `*` and `?`.
    public init(_ text: String) {
        let names = text.drop { "+-^".contains($0) }.split(separator: ",").map(String.init)
        self =
            switch text.first {
            case "+": .appended(names)
            case "-": .removed(names)
            case "^": .first(names)
            default: .only(names)
            }
    }

    /// The algorithms that are offered, most wanted first.
    ///
    /// - Parameters:
    ///   - wish: what ssh_config says; nil where it says nothing.
    ///   - usual: what is offered when nothing is said; nothing else is ever offered.
    ///   - known: those that fit the keys known of the host. They come first, as ssh has it, unless ssh_config sets an order
    ///     of its own.
    static func offered(_ wish: HostKeyAlgorithms?, of usual: [String], known: [String]) -> [String] {
        switch wish {
        case nil, .appended: (known + usual).withoutRepetition
        case .removed(let patterns):
            (known + usual).withoutRepetition.filter { name in !patterns.contains { matches(name, $0) } }
        case .first(let names): (names.filter(usual.contains) + usual).withoutRepetition
        case .only(let names): names.filter(usual.contains).withoutRepetition
        }
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        matches(Array(name.utf8)[...], Array(pattern.utf8)[...])
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == UInt8(ascii: "*") {
            return (name.startIndex...name.endIndex).contains { matches(name[$0...], pattern.dropFirst()) }
        }
        guard let byte = name.first, first == UInt8(ascii: "?") || first == byte else { return false }
        return matches(name.dropFirst(), pattern.dropFirst())
    }
}

extension [String] {
    /// Each name once, where it stands first.
    fileprivate var withoutRepetition: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
