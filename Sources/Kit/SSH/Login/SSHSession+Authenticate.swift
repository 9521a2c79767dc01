internal import CSSH2
import Reactor
import SSHKeys

extension SSHSession {
    /// Proves to be the user, by one method after the other. Only after the host's key was verified.
    func authenticate(
        _ credentials: SSHCredentials, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        var attempt = LoginAttempt(report: LoginReport(unusable: credentials.unusable), deadline: deadline)
        if credentials.methods.contains(where: { $0 != .publicKey }) {
            attempt.offersLeft -= SSHCredentials.attemptsForPassword
        }
        for method in credentials.methods {
            let isIn =
                switch method {
                case .publicKey: try await proveKeys(credentials, &attempt)
                case .password, .keyboardInteractive:
                    try await givePassword(credentials.password, by: method, &attempt)
                }
            if isIn { return }
        }
        throw attempt.report.error(endpoint)
    }

    /// Offers what is named and what an agent holds.
    private func proveKeys(
        _ credentials: SSHCredentials, _ attempt: inout LoginAttempt
    ) async throws(SSHError) -> Bool {
        let order = LoginOrder(named: credentials.identities, takesUnnamed: !credentials.usesNamedKeysOnly)
        if try await offer(order.ready, &attempt) { return true }
        var held: [any SSHIdentity] = []
        if let agent = credentials.agent, order.wantsAgent { held = await ask(agent, &attempt) }
        let rest = order.rest(held: held)
        for error in rest.unusable { attempt.report.noteUnusable(error) }
        return try await offer(rest.identities, &attempt)
    }

    /// What an agent holds; nothing when it does not answer, which is said when the login fails.
    private func ask(_ agent: any SSHIdentitySource, _ attempt: inout LoginAttempt) async -> [any SSHIdentity] {
        let start = ContinuousClock.now
        defer { attempt.deadline += ContinuousClock.now - start }
        do throws(SSHKeyError) {
            return try await agent.identities()
        } catch {
            attempt.report.noteUnusable(error)
            return []
        }
    }

    /// Offers keys until the server takes one.
    private func offer(_ identities: [any SSHIdentity], _ attempt: inout LoginAttempt) async throws(SSHError) -> Bool {
        for (index, identity) in identities.enumerated() {
            guard attempt.offersLeft > 0 else {
                attempt.report.noteUnseen(identities.count - index)
                return false
            }
            switch KeyOffer(identity.publicKey, to: transport?.banner ?? "", isModern: Transport.isModern) {
            case .impossible(let reason):
                attempt.report.noteUnusable(SSHKeyError(.needsOpenSSH, identity.source, "the key \(reason)"))
            case .offered(let blob):
                attempt.offersLeft -= 1
                if try await prove(identity, blob, &attempt) { return true }
            }
        }
        return false
    }

    /// Offers one key and signs with it; false when the server does not take it.
    ///
    /// The time that a signer takes is its own: it does not count towards the deadline, which is the server's to meet.
    private func prove(
        _ identity: any SSHIdentity, _ blob: [UInt8], _ attempt: inout LoginAttempt
    ) async throws(SSHError) -> Bool {
        let desk = SigningDesk(identity)
        let user = endpoint.user
        let operation = newOperation()
        while true {
            let code = try await perform(operation, .authenticate, until: attempt.deadline) { transport in
                transport.authenticate(user: user, offering: blob, signing: desk)
            }
            switch code {
            case 0:
                acceptedKey = identity.source
                return true
            case Transport.awaitsSignature:
                let start = ContinuousClock.now
                await desk.sign()
                attempt.deadline += ContinuousClock.now - start
            case Int(LIBSSH2_ERROR_AUTHENTICATION_FAILED), Int(LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED):
                guard !Task.isCancelled else { throw cancelledLogin }
                guard transport?.hasNoAnswer == false else { throw lost(.authenticate) }
                if let refusal = desk.refusal {
                    attempt.report.noteUnusable(refusal)
                } else {
                    attempt.report.noteRefused(identity.source)
                }
                return false
            default: throw lost(.authenticate)
            }
        }
    }

    private var cancelledLogin: SSHError { SSHError(.cancelled, .authenticate, endpoint.displayName, "cancelled") }
}
