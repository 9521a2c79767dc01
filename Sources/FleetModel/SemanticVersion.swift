/// A version by Semantic Versioning 2.0.0 (semver.org): `4.0.0`, `1.2.3-rc.1`, `1.2.3+build.7`.
public struct SemanticVersion: Hashable, Sendable, CustomStringConvertible {
    /// The longest version that is read, in bytes.
    public static let longest = 128

    public let major: UInt64
    public let minor: UInt64
    public let patch: UInt64
    /// What stands after `-`, at its dots; empty for a release that is finished.
    public let prerelease: [String]
    /// What stands after `+`, at its dots. It says nothing about order (semver.org §10).
    public let build: [String]

    /// Nil unless `text` is a version by the letter: no `v` before it, no zero before another digit.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let whole = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let front = whole[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let core = front[0].split(separator: ".", omittingEmptySubsequences: false)
        guard core.count == 3, let major = Self.number(core[0]), let minor = Self.number(core[1]),
            let patch = Self.number(core[2]),
            let prerelease = front.count == 2 ? Self.identifiers(front[1], areNumbersStrict: true) : [],
            let build = whole.count == 2 ? Self.identifiers(whole[1], areNumbersStrict: false) : []
        else { return nil }
        (self.major, self.minor, self.patch) = (major, minor, patch)
        (self.prerelease, self.build) = (prerelease, build)
    }

    public var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
            + (build.isEmpty ? "" : "+" + build.joined(separator: "."))
    }

    /// True when this version is older by precedence (semver.org §11). Builds of one version precede none of each other.
    public func precedes(_ other: SemanticVersion) -> Bool {
        let own = [major, minor, patch]
        let others = [other.major, other.minor, other.patch]
        if own != others { return own.lexicographicallyPrecedes(others) }
        if prerelease.isEmpty || other.prerelease.isEmpty { return !prerelease.isEmpty && other.prerelease.isEmpty }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            return Self.precedes(left, right)
        }
        return prerelease.count < other.prerelease.count
    }

    /// Numbers stand before words; numbers go by value, however long they are, words by their bytes.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        switch (isNumber(left), isNumber(right)) {
        case (true, true) where left.utf8.count != right.utf8.count: left.utf8.count < right.utf8.count
        case (true, false): true
        case (false, true): false
        default: left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }

    private static func number(_ text: some StringProtocol) -> UInt64? {
        guard isNumber(text), text == "0" || text.first != "0" else { return nil }
        return UInt64(text)
    }

    private static func identifiers(_ text: some StringProtocol, areNumbersStrict: Bool) -> [String]? {
        let parts = Substring(text).split(separator: "." as Character, omittingEmptySubsequences: false)
            .map(String.init)
        let areGood = parts.allSatisfy { part in
            guard !part.isEmpty, part.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
                return false
            }
            return !areNumbersStrict || !isNumber(part) || part == "0" || part.first != "0"
        }
        return areGood ? parts : nil
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
