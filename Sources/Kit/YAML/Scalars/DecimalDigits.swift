/// Whole numbers of any length, from digits in one base to digits in ten.
public enum DecimalDigits {
    /// The number whose `values` are its digits in `base` (2 to 16), most significant first, without leading zeros.
    ///
    /// Costs the square of the length: bound it first.
    public static func of(_ values: [Int], base: Int) -> String {
        // Limbs of nine decimal digits, least significant first.
        let limb: UInt64 = 1_000_000_000
        var limbs: [UInt64] = [0]
        for value in values {
            var carry = UInt64(value)
            for index in limbs.indices {
                let product = limbs[index] * UInt64(base) + carry
                limbs[index] = product % limb
                carry = product / limb
            }
            if carry > 0 { limbs.append(carry) }
        }
        let head = limbs.last.map { "\($0)" } ?? "0"
        return limbs.dropLast().reversed().reduce(into: head) { text, limb in
            let digits = "\(limb)"
            text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
        }
    }
}
