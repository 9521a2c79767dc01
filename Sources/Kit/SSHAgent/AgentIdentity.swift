import SSHKeys

/// One key, or certificate, that an agent holds.
struct AgentIdentity: SSHIdentity {
    let key: AgentMessage.Key
    let agent: SSHAgent

    var publicKey: HostKey { key.publicKey }
    var source: String { agent.name(of: key) }

    func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        try await agent.sign(data, by: key, algorithm: algorithm)
    }
}
