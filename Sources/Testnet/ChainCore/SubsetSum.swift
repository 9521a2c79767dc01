/// Checks an answer to the question which of some numbers add up to a target.
public enum SubsetSum {
    /// What is wrong with a question or an answer.
    public enum Objection: Error, Sendable {
        /// There are no numbers, or more than `mostNumbers`.
        case sizeInvalid
        /// The answer names nothing, names a number twice or out of order, or one that is not there.
        case choiceInvalid
        /// The sum does not fit 64 bits.
        case overflow
        /// The chosen numbers do not add up to the target.
        case differs
    }

    /// Numbers that a question may have at most.
    public static let mostNumbers = 4096

    /// Nil when the numbers at these places, which rise, add up to the target.
    public static func objection(numbers: [Int64], target: Int64, chosen: [UInt32]) -> Objection? {
        guard (1...mostNumbers).contains(numbers.count) else { return .sizeInvalid }
        guard !chosen.isEmpty, chosen.count <= numbers.count else { return .choiceInvalid }
        var sum: Int64 = 0
        var last = -1
        for place in chosen {
            let place = Int(place)
            guard place > last, place < numbers.count else { return .choiceInvalid }
            let (next, overflows) = sum.addingReportingOverflow(numbers[place])
            guard !overflows else { return .overflow }
            (sum, last) = (next, place)
        }
        return sum == target ? nil : .differs
    }
}
