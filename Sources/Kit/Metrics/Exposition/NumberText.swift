/// Numbers as Prometheus reads them: Go's decimal notation and its words for what is not finite.
enum NumberText {
    /// Longest spelling read, in bytes; every double has one of 24.
    static let maximumLength = 400

    /// A value. Hexadecimal digits, underscores and what no double can hold are refused, as Prometheus refuses them.
    static func value(_ word: ArraySlice<UInt8>) -> Double? {
        guard !word.isEmpty, word.count <= maximumLength else { return nil }
        let unsigned = word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "+") ? word.dropFirst() : word
        if let letter = unsigned.first, letter > UInt8(ascii: "9") {
            let said = String(decoding: unsigned, as: UTF8.self).lowercased()
            switch said {
            case "inf", "infinity": return word.first == UInt8(ascii: "-") ? -.infinity : .infinity
            case "nan": return unsigned.count == word.count ? .nan : nil
            default: return nil
            }
        }
        guard unsigned.allSatisfy(isDecimal) else { return nil }
        guard let value = Double(String(decoding: word, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// Whole milliseconds.
    static func milliseconds(_ word: ArraySlice<UInt8>) -> Int64? {
        word.count <= 20 ? Int64(String(decoding: word, as: UTF8.self)) : nil
    }

    /// OpenMetrics' seconds, as milliseconds; what is smaller is cut off.
    static func millisecondsOfSeconds(_ word: ArraySlice<UInt8>) -> Int64? {
        guard let seconds = value(word), seconds.isFinite, seconds.magnitude < 9e15 else { return nil }
        return Int64(seconds * 1000)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isDecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || [".", "e", "E", "+", "-"].contains { byte == UInt8(ascii: $0) }
    }
}
