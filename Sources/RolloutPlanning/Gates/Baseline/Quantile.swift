/// Quantiles of a handful of values.
enum Quantile {
    /// The value that the share `portion` (0 … 1) of the values does not exceed, between two values on the straight line
    /// from one to the other (definition 7 of Hyndman and Fan, 1996). Nil for no values.
    static func of(_ values: [Double], _ portion: Double) -> Double? {
        let sorted = values.sorted()
        guard let last = sorted.last else { return nil }
        let place = portion * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }
}
