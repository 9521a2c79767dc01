/// Something that nobody may see: a password, a passphrase, a token.
///
/// It does not print: descriptions, dumps and string interpolations show `(secret)`. It is not encodable. Whoever hands it to
/// another program asks for its bytes by name, on that program's standard input and nowhere else.
public struct Secret: Sendable {
    /// The longest secret that is read, in bytes.
    public static let maximumLength = 4096

    private let content: [UInt8]

    public init(_ bytes: [UInt8]) { content = bytes }

    /// What is secret.
    public var revealedBytes: [UInt8] { content }

    public var isEmpty: Bool { content.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
