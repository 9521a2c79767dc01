internal import CSSH2
import Reactor
import SSHKeys

extension SSHSession {
    /// Looks up, connects, agrees on keys, verifies the host, authenticates.
    func establish(
        _ credentials: SSHCredentials, _ verifier: any HostKeyVerifier, _ deadlines: SSHDeadlines,
        _ limits: SSHConnectionLimits, _ route: SSHRoute = .direct
    ) async throws(SSHError) {
        var addresses: [SocketAddress] = []
        if case .direct = route {
            let resolver = NameResolver(reactor: reactor, lookups: limits.lookups)
            addresses = try await resolver.resolve(endpoint, until: .now + deadlines.resolve)
        }
        let server = addresses.first?.text ?? endpoint.displayName
        guard await limits.enter(server) else {
            throw SSHError(.cancelled, .connect, endpoint.displayName, "cancelled")
        }
        defer { limits.leave(server) }
        let carrier = try await carrier(along: route, addresses, until: .now + deadlines.connect)
        guard let transport = Transport(takingOver: carrier) else {
            throw SSHError(.system, .handshake, endpoint.displayName, "libssh2 has no memory for a session")
        }
        self.transport = transport
        do throws(SSHError) {
            try await shakeHands(transport, verifier, until: .now + deadlines.handshake)
            try await verifyHost(transport, verifier)
            transport.liftHandshakeLimit()
            try await authenticate(credentials, until: .now + deadlines.authenticate)
        } catch {
            let error = await hearOut(transport, error)
            shut(because: error)
            throw error
        }
    }

    private func shakeHands(
        _ transport: Transport, _ verifier: any HostKeyVerifier, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        let (name, port) = endpoint.hostKeyName
        let algorithms = Algorithms(
            knownKeyTypes: verifier.knownKeyTypes(address: name, port: port), wish: preferences.hostKeyAlgorithms)
        guard algorithms.canVerify else {
            let reason = "HostKeyAlgorithms leaves no kind of key that libssh2 \(SSHLibrary.version) verifies"
            throw SSHError(.noCommonAlgorithm, .handshake, endpoint.displayName, reason)
        }
        guard transport.restrict(to: algorithms) else {
            throw SSHError(.system, .handshake, endpoint.displayName, "libssh2 knows none of the algorithms allowed")
        }
        let code = try await perform(newOperation(), .handshake, until: deadline) { $0.handshake() }
        guard code != 0 else { return }
        throw handshakeFailure(transport, code)
    }

    private func handshakeFailure(_ transport: Transport, _ code: Int) -> SSHError {
        guard let banner = transport.banner else {
            if let refusal = transport.refusal {
                return SSHError(.turnedAway, .handshake, endpoint.displayName, refusal.reason)
            }
            return transport.receivedBytes == 0 || transport.isCutInBanner
                ? lost(.handshake)
                : SSHError(.notSSH, .handshake, endpoint.displayName, "what answers there does not speak SSH")
        }
        if transport.hasExceededHandshakeLimit {
            return SSHError(
                .notSSH, .handshake, endpoint.displayName, "it sends without end before the keys are agreed")
        }
        if code == Int(LIBSSH2_ERROR_KEX_FAILURE), !transport.isAtEnd {
            let reason = "\(banner) offers no key exchange, host key, cipher or MAC that we accept"
            return SSHError(.noCommonAlgorithm, .handshake, endpoint.displayName, reason)
        }
        return lost(.handshake)
    }

    private func verifyHost(_ transport: Transport, _ verifier: any HostKeyVerifier) async throws(SSHError) {
        guard let key = transport.hostKey else { throw lost(.verify) }
        let (name, port) = endpoint.hostKeyName
        let (code, reason): (SSHError.Code, String)
        switch await verifier.verify(key, address: name, port: port) {
        case .trusted: return
        case .unknown(let text): (code, reason) = (.hostKeyUnknown, text)
        case .needsOpenSSH(let text): (code, reason) = (.needsOpenSSH, text)
        case .changed(let text): (code, reason) = (.hostKeyChanged, text)
        case .revoked(let text): (code, reason) = (.hostKeyRevoked, text)
        }
        throw SSHError(code, .verify, endpoint.displayName, reason)
    }
}
