internal import CSSH2
import SSHKeys

extension SSHSession {
    /// Proves to be the user, with one credential after the other. Only after the host's key was verified.
    func authenticate(
        _ credentials: SSHCredentials, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        let keys = credentials.privateKeys.prefix(SSHCredentials.maximumKeys)
        let user = endpoint.user
        for key in keys {
            let code = try await perform(newOperation(), .authenticate, until: deadline) { transport in
                transport.authenticate(user: user, key: key)
            }
            switch Int32(code) {
            case 0: return
            case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED: continue
            default: throw lost(.authenticate)
            }
        }
        let offered = keys.map(\.source).joined(separator: ", ")
        let reason =
            keys.isEmpty ? "there is no key to log in with" : "the server accepts none of \(offered) for \(user)"
        throw SSHError(.authenticationRefused, .authenticate, endpoint.displayName, reason)
    }
}
