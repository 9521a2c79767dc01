extension Double {
    /// As Prometheus writes a value: `NaN`, `+Inf`, `-Inf`, or the shortest decimal that reads back the same.
    public var metricText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
