/// SplitMix64 (Steele, Lea, Flood 2014): the same seed, the same numbers, on every machine.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A generator of its own for one subject, so that a draw more in one does not move the others.
    public func fork(_ label: UInt64) -> SeededGenerator {
        var mixer = SeededGenerator(seed: state ^ (label &* 0xD6E8_FEB8_6659_FD93))
        return SeededGenerator(seed: mixer.next())
    }

    /// True in `percent` of a hundred cases.
    public mutating func chance(_ percent: Int) -> Bool { Int(next() % 100) < percent }

    /// One of the range, evenly enough for tests.
    public mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    public mutating func one<Element>(of choices: [Element]) -> Element { choices[number(in: 0...choices.count - 1)] }
}
