public import FleetModel
public import Secrets

/// A node's configuration on its way to the host. The text may hold secrets, and so does what can be told of it: its digest
/// travels where the text does, and nowhere else.
public struct ConfigurationUpload: Sendable {
    public let id: ConfigurationID
    public let content: Secret
    /// The content's SHA-256.
    public let digest: Secret
    /// The same text without its secrets.
    public let masked: String

    public init(id: ConfigurationID, content: Secret, digest: Secret, masked: String) {
        self.id = id
        self.content = content
        self.digest = digest
        self.masked = masked
    }

    /// What goes before the files of a release on a step's standard input (`ConfigurationScripts`).
    public var bytes: [UInt8] {
        let shown = Array(masked.utf8)
        return digest.revealedBytes + Array(" \(content.revealedBytes.count) \(shown.count)\n".utf8)
            + content.revealedBytes + shown
    }

    /// In the place of a text that cannot be made any more.
    public static let none = Array("- 0 0\n".utf8)
}
