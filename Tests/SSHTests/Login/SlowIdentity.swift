import Reactor
import SSHKeys
import Synchronization

/// A key whose owner takes time to sign, or refuses to.
final class SlowIdentity: SSHIdentity {
    let key: SSHPrivateKey
    private let reactor: Reactor
    private let delay: Duration
    private let refuses: Bool
    private let count = Mutex(0)

    init(_ key: SSHPrivateKey, _ delay: Duration, on reactor: Reactor, refuses: Bool = false) {
        (self.key, self.delay, self.reactor, self.refuses) = (key, delay, reactor, refuses)
    }

    var publicKey: HostKey { key.publicKey }
    var source: String { "the owner of \(key.source)" }
    /// How often it was asked.
    var asked: Int { count.withLock { $0 } }

    func sign(_ data: [UInt8], algorithm: String) async throws(SSHKeyError) -> [UInt8] {
        count.withLock { $0 += 1 }
        await reactor.sleep(until: .now + delay)
        guard !refuses else { throw SSHKeyError(.signing, source, "does not want to") }
        return try await key.sign(data, algorithm: algorithm)
    }
}
