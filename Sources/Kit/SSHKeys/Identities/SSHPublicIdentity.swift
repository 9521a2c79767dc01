/// A key of which only the public half is there; somebody else, an agent, has to hold the other.
public struct SSHPublicIdentity: SSHIdentity {
    public let publicKey: HostKey
    public let source: String

    public init(_ publicKey: HostKey, source: String) {
        self.publicKey = publicKey
        self.source = source
    }

    public func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] { throw explanation }

    /// Why it cannot be offered by itself.
    public var explanation: SSHKeyError {
        SSHKeyError(.signing, source, "only the public half is there, and no agent holds the private one")
    }
}
