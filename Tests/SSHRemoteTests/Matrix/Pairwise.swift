/// Draws so few of all combinations that every two values of any two factors still meet at least once.
///
/// Greedy, and the same each time: the combination that covers most of the pairs that are left comes next.
enum Pairwise {
    private struct Pair: Hashable {
        let factors: [Int]
        let values: [Int]
    }

    /// - Parameter sizes: how many values each factor has.
    /// - Returns: for each combination the index of the value of each factor.
    static func combinations(_ sizes: [Int]) -> [[Int]] {
        let all = everything(sizes)
        var left = Set(all.flatMap(pairs))
        var chosen: [[Int]] = []
        while !left.isEmpty {
            guard let best = all.max(by: { gain($0, left) < gain($1, left) }) else { break }
            left.subtract(pairs(best))
            chosen.append(best)
        }
        return chosen
    }

    /// All combinations.
    static func everything(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { partial, size in partial.flatMap { head in (0..<size).map { head + [$0] } } }
    }

    private static func gain(_ combination: [Int], _ left: Set<Pair>) -> Int {
        pairs(combination).count { left.contains($0) }
    }

    private static func pairs(_ combination: [Int]) -> [Pair] {
        combination.indices.flatMap { first in
            combination.indices.filter { $0 > first }.map { second in
                Pair(factors: [first, second], values: [combination[first], combination[second]])
            }
        }
    }
}
