/// The name of a value that a template may ask for: small letters, digits and `_`, a letter first.
public struct ConfigurationName: Identifier {
    /// In bytes.
    public static let longest = 64

    public let rawValue: String
    public init?(rawValue: String) {
        guard let first = rawValue.utf8.first, rawValue.utf8.count <= Self.longest,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            rawValue.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            })
        else { return nil }
        self.rawValue = rawValue
    }
}

/// A value by its name.
public struct ConfigurationValue: Sendable, Codable, Equatable {
    public enum Content: Sendable, Codable, Equatable {
        case text(String)
        case list([String])
    }

    public let name: ConfigurationName
    public let content: Content

    public init(name: ConfigurationName, content: Content) {
        self.name = name
        self.content = content
    }
}

/// Where a secret of a configuration comes from. The place is written down; the secret never is.
public struct SecretReference: Sendable, Codable, Equatable {
    public let name: ConfigurationName
    /// As `SecretSource` reads it; `${node}` and other names in it are filled in for each node.
    public let source: String

    public init(name: ConfigurationName, source: String) {
        self.name = name
        self.source = source
    }
}
