/// Somebody who holds keys and has to be asked which: an agent.
public protocol SSHIdentitySource: Sendable {
    /// What it holds now, in its order.
    func identities() async throws(SSHKeyError) -> [any SSHIdentity]
}
