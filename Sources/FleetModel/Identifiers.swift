/// A type that is one validated piece of text: it cannot be mistaken for another and never holds an illegal value.
///
/// The grammar is the type's own; `init(rawValue:)` answers nil for text outside it. Encoded as the bare string.
public protocol Identifier: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible
where RawValue == String {}

extension Identifier {
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Longest text accepted for any identifier, in UTF-8 bytes.
public let maximumIdentifierLength = 128

/// True for 1 to `maximumIdentifierLength` of `[A-Za-z0-9._-]` (and `extra`), not starting with `-` or `.`.
///
/// A leading `-` would be read as an option by a program on the host, a leading `.` hides or climbs.
func isPlainName(_ text: String, extra: Set<UInt8> = []) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= maximumIdentifierLength else { return false }
    guard first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else { return false }
    return text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: extra.contains(byte)
        }
    }
}

/// The inventory's name of a host: what an operator types and reads.
public struct HostID: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue, extra: [UInt8(ascii: "@")]) else { return nil }
        self.rawValue = rawValue
    }
}

/// The id of one chain, such as `coinjecture-migration-testnet`.
public struct NetworkID: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Tells one signing key from another: a public key in hexadecimal or base64, or a digest such as `SHA256:…`.
public struct SigningKeyID: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard rawValue.utf8.count >= 8, isPlainName(rawValue, extra: Set("+/=:".utf8)) else { return nil }
        self.rawValue = rawValue
    }

    /// Equal for two spellings of one key: hexadecimal digits in small letters.
    public var identity: String {
        rawValue.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } ? rawValue.lowercased() : rawValue
    }
}

/// The name of a release: `vX.Y.Z` or `phase<N>-<feature>-<semver>` (seed 002); any plain name is accepted.
public struct ReleaseName: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue, extra: [UInt8(ascii: "+")]) else { return nil }
        self.rawValue = rawValue
    }
}

/// The name of a phase: `canary`, `gradual`, `majority`, `full` by default.
public struct PhaseName: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// The id of one rollout or rollback: the owner that a host's fence names.
public struct RunID: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}

/// Names one attempt of one step, so that a lost reply can be settled from the host's journal.
public struct Nonce: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        guard isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}
