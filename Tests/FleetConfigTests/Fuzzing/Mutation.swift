/// A generator of numbers that gives the same ones for the same seed (Steele, Lea, Flood: SplitMix).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is above 0.
    mutating func number(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

/// Changes texts into ones that a person might write by mistake, or somebody with intent.
struct Mutation {
    private var numbers: SeededNumbers
    private let texts: [[UInt8]]
    /// Words that mean something to the parser.
    private let words: [[UInt8]]

    /// Longest text that comes out.
    static let longest = 20_000

    init(seed: UInt64, of texts: [[UInt8]], words: [String]) {
        numbers = SeededNumbers(seed: seed)
        self.texts = texts
        self.words = words.map { Array($0.utf8) }
    }

    /// One of the texts with one to six changes.
    mutating func next() -> [UInt8] {
        var text = texts[numbers.number(below: texts.count)]
        for _ in 0...numbers.number(below: 6) { change(&text) }
        return Array(text.prefix(Self.longest))
    }

    private mutating func change(_ text: inout [UInt8]) {
        let place = numbers.number(below: text.count + 1)
        let end = min(text.count, place + numbers.number(below: 40))
        switch numbers.number(below: 8) {
        case 0: text.removeSubrange(place..<end)
        case 1: text.insert(contentsOf: words[numbers.number(below: words.count)], at: place)
        case 2: if place < text.count { text[place] = UInt8(truncatingIfNeeded: numbers.next()) }
        case 3: if place < text.count { text[place] ^= 1 << UInt8(numbers.number(below: 8)) }
        case 4: text.insert(contentsOf: text[place..<end], at: numbers.number(below: text.count + 1))
        case 5:
            let other = texts[numbers.number(below: texts.count)]
            text.replaceSubrange(place..., with: other[min(place, other.count)...])
        case 6:
            let piece = text[place..<end]
            for _ in 0..<numbers.number(below: 200) where text.count < Self.longest {
                text.insert(contentsOf: piece, at: place)
            }
        default: text.replaceSubrange(place..<end, with: words[numbers.number(below: words.count)])
        }
    }
}
