/// Inputs made of others: bits flipped, pieces cut, doubled, exchanged, and words that readers look for put in.
struct Mutator {
    private static let longest = 1 << 16
    private static let words = [
        "\n", "\r\n", "\0", "\u{FEFF}", " ", "  ", " *", "\\", "\\n", "SHA256 (", ") = ", "../", "-", "\"", "*", ",",
        ": ", "{",
        "}", "[", "]", "&a ", "*a", "<<: ", "!!binary ", "---\n", "0x", "18446744073709551616", "-1", "1e999", "\u{7F}",
        "é",
        "\u{202E}", "-----BEGIN SSH SIGNATURE-----\n", "\n-----END SSH SIGNATURE-----\n", "====", "cert-authority",
        "namespaces=",
    ].map { Array($0.utf8) }

    private var state: UInt64
    private let inputs: [[UInt8]]

    init(seed: UInt64, inputs: [[UInt8]]) {
        state = seed
        self.inputs = inputs
    }

    mutating func next() -> [UInt8] {
        var bytes = inputs[below(inputs.count)]
        for _ in 0...below(6) { mutate(&bytes) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = Self.words[below(Self.words.count)]
            return
        }
        let start = below(bytes.count)
        let end = min(bytes.count, start + 1 + below(below(4) == 0 ? bytes.count : 16))
        switch below(7) {
        case 0: bytes[start] ^= 1 << UInt8(below(8))
        case 1: bytes[start] = UInt8(below(256))
        case 2: bytes.removeSubrange(start..<end)
        case 3: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 4: bytes.insert(contentsOf: Self.words[below(Self.words.count)], at: start)
        case 5: bytes.replaceSubrange(start..<end, with: Self.words[below(Self.words.count)])
        default:
            let other = inputs[below(inputs.count)]
            let cut = below(other.count + 1)
            bytes = Array(bytes.prefix(start)) + other.suffix(from: cut)
        }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(bound, 1)))
    }
}
