internal import CSSH2
import Reactor
import SSHKeys

extension SSHSession {
    /// Proves to be the user, with one key after the other. Only after the host's key was verified.
    func authenticate(
        _ credentials: SSHCredentials, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        var deadline = deadline
        var report = LoginReport(unusable: credentials.unusable)
        var offered = 0
        for identity in credentials.identities where offered < SSHCredentials.maximumKeys {
            switch KeyOffer(identity.publicKey, to: transport?.banner ?? "", isModern: Transport.isModern) {
            case .impossible(let reason):
                report.noteUnusable(SSHKeyError(.needsOpenSSH, identity.source, "the key \(reason)"))
            case .offered(let blob):
                offered += 1
                if try await prove(identity, blob, &report, until: &deadline) { return }
            }
        }
        throw report.error(endpoint)
    }

    /// Offers one key and signs with it; false when the server does not take it.
    ///
    /// The time that a signer takes is its own: it does not count towards the deadline, which is the server's to meet.
    private func prove(
        _ identity: any SSHIdentity, _ blob: [UInt8], _ report: inout LoginReport,
        until deadline: inout ContinuousClock.Instant
    ) async throws(SSHError) -> Bool {
        let desk = SigningDesk(identity)
        let user = endpoint.user
        let operation = newOperation()
        while true {
            let code = try await perform(operation, .authenticate, until: deadline) { transport in
                transport.authenticate(user: user, offering: blob, signing: desk)
            }
            switch code {
            case 0: return true
            case Transport.awaitsSignature:
                let start = ContinuousClock.now
                await desk.sign()
                deadline += ContinuousClock.now - start
            case Int(LIBSSH2_ERROR_AUTHENTICATION_FAILED), Int(LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED):
                guard !Task.isCancelled else { throw cancelledLogin }
                guard transport?.hasNoAnswer == false else { throw lost(.authenticate) }
                if let refusal = desk.refusal {
                    report.noteUnusable(refusal)
                } else {
                    report.noteRefused(identity.source)
                }
                return false
            default: throw lost(.authenticate)
            }
        }
    }

    private var cancelledLogin: SSHError { SSHError(.cancelled, .authenticate, endpoint.displayName, "cancelled") }
}
