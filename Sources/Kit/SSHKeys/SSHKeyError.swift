/// Why a key cannot be used; names where it comes from.
public struct SSHKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// The file cannot be read.
        case unreadable
        /// Others than its owner may read the file, as OpenSSH does not let pass.
        case exposed
        /// Not a private key in OpenSSH or PEM format, or one that contradicts itself.
        case malformed
        /// It has a passphrase.
        case encrypted
        /// A kind of key that is not supported, or too short a one.
        case unsupported
        /// OpenSSH's own client can use it, this one cannot.
        case needsOpenSSH
        /// The agent does not answer, or not with sense.
        case agent
        /// The key is there and did not sign.
        case signing
    }

    public let code: Code
    /// The file, or whoever else holds the key.
    public let source: String
    public let reason: String

    public init(_ code: Code, _ source: String, _ reason: String) {
        self.code = code
        self.source = source
        self.reason = reason
    }

    public var description: String { "\(source): \(reason)" }
}
