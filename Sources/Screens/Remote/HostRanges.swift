public import FleetModel

/// Many host names in few words: `val-[01-06,08-12] obs-1`, as clush and pdsh write and read them.
public enum HostRanges {
    /// The names with neighbouring numbers joined, in order; each name is meant once.
    public static func compact(_ hosts: [HostID]) -> String {
        var kinds: [Kind: Set<Int>] = [:]
        var words: [(order: String, text: String)] = []
        for name in Set(hosts.map(\.rawValue)) {
            guard let (kind, number) = Kind.split(name) else {
                words.append((name, name))
                continue
            }
            kinds[kind, default: []].insert(number)
        }
        for (kind, numbers) in kinds {
            let sorted = numbers.sorted()
            guard let first = sorted.first else { continue }
            let text = sorted.count == 1 ? kind.digits(first) : "[\(runs(of: sorted, kind))]"
            words.append((kind.prefix + kind.digits(first), kind.prefix + text + kind.suffix))
        }
        return words.sorted { $0.order < $1.order }.map(\.text).joined(separator: " ")
    }

    /// Names that differ in one number alone: their last.
    private struct Kind: Hashable {
        var prefix: String
        var suffix: String
        /// How many digits a number has where it may have zeros in front; 0 where it has none.
        var width: Int

        /// The longest number that is joined with others, in digits.
        static let mostDigits = 15

        static func split(_ name: String) -> (Kind, Int)? {
            let bytes = Array(name.utf8)
            func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
            guard let last = bytes.lastIndex(where: isDigit) else { return nil }
            let start = bytes[..<last].lastIndex { !isDigit($0) }.map { $0 + 1 } ?? 0
            let digits = String(decoding: bytes[start...last], as: UTF8.self)
            guard digits.utf8.count <= mostDigits, let number = Int(digits) else { return nil }
            let kind = Kind(
                prefix: String(decoding: bytes[..<start], as: UTF8.self),
                suffix: String(decoding: bytes[(last + 1)...], as: UTF8.self), width: digits.utf8.count)
            return (kind, number)
        }

        func digits(_ number: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
    }

    private static func runs(of numbers: [Int], _ kind: Kind) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { run in
            run.count == 1
                ? kind.digits(run.lowerBound) : "\(kind.digits(run.lowerBound))-\(kind.digits(run.upperBound))"
        }.joined(separator: ",")
    }
}
