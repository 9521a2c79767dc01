/// Figures as people read them.
public enum FigureText {
    /// A figure that is scaled by it has the four digits that are shown of it.
    private static let enough = 1e3
    /// Powers of ten; doubles end soon after.
    private static let greatestScale = 300

    /// For reading: four digits, a blank before the unit.
    public static func readable(_ value: Double, _ unit: FigureUnit) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return switch unit {
        case .count: plain(value.rounded() == value ? value : rounded(value))
        case .share: plain(rounded(value * 100)) + " %"
        case .factor: plain(rounded(value)) + "x"
        case .perSecond: plain(rounded(value)) + "/s"
        case .seconds: abs(value) < 1 ? plain(rounded(value * 1000)) + " ms" : plain(rounded(value)) + " s"
        case .bytes: bytes(value)
        }
    }

    private static func bytes(_ value: Double) -> String {
        let size = abs(value)
        if size >= 1e9 { return plain(rounded(value / 1e9)) + " GB" }
        if size >= 1e6 { return plain(rounded(value / 1e6)) + " MB" }
        return size >= 1e3 ? plain(rounded(value / 1e3)) + " kB" : plain(rounded(value)) + " bytes"
    }

    /// The number with four digits that count.
    private static func rounded(_ value: Double) -> Double {
        guard value != 0, value.isFinite else { return value }
        var scale = 1.0
        for _ in 0..<greatestScale where abs(value) * scale < enough { scale *= 10 }
        guard scale > 1 else { return value.rounded() }
        return (value * scale).rounded() / scale
    }

    private static func plain(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
