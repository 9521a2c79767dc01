/// Draws so few of all combinations that every two values of any two factors still meet at least once.
///
/// The same each time: a combination begins with a pair that has not met, and each of its other values is the one that makes
/// most further pairs meet.
enum Pairwise {
    private struct Place: Hashable {
        let factor: Int
        let value: Int
    }

    private struct Pair: Hashable {
        let first: Place
        let second: Place

        init(_ one: Place, _ other: Place) {
            (first, second) = one.factor < other.factor ? (one, other) : (other, one)
        }
    }

    /// - Parameter sizes: how many values each factor has.
    /// - Returns: for each combination the index of the value of each factor.
    static func combinations(_ sizes: [Int]) -> [[Int]] {
        let pairs = everyPair(sizes)
        var left = Set(pairs)
        var chosen: [[Int]] = []
        for pair in pairs where left.contains(pair) {
            var places = [pair.first, pair.second]
            for factor in sizes.indices where !places.contains(where: { $0.factor == factor }) {
                let candidates = (0..<sizes[factor]).map { Place(factor: factor, value: $0) }
                let gains = candidates.map { candidate in places.count { left.contains(Pair($0, candidate)) } }
                // Among equals the one whose turn it is, so that no value is left over for later.
                let best = candidates.indices.max { one, other in
                    (gains[one], (one + chosen.count) % sizes[factor])
                        < (gains[other], (other + chosen.count) % sizes[factor])
                }
                if let best { places.append(candidates[best]) }
            }
            for one in places { for other in places { left.remove(Pair(one, other)) } }
            chosen.append(places.sorted { $0.factor < $1.factor }.map(\.value))
        }
        return chosen
    }

    /// All combinations.
    static func everything(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { partial, size in partial.flatMap { head in (0..<size).map { head + [$0] } } }
    }

    /// Those of the largest factors first: what they need decides how many combinations there are.
    private static func everyPair(_ sizes: [Int]) -> [Pair] {
        let order = sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }
        return order.indices.flatMap { position in
            order[(position + 1)...].flatMap { second in
                let first = order[position]
                return (0..<sizes[first]).flatMap { value in
                    (0..<sizes[second]).map {
                        Pair(Place(factor: first, value: value), Place(factor: second, value: $0))
                    }
                }
            }
        }
    }
}
