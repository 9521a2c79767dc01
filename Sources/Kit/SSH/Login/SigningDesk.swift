import SSHKeys

/// Where libssh2 asks for one signature, and where it is laid when somebody elsewhere has made it.
///
/// A key in memory signs within libssh2's call. An agent or a person takes time that the reactor's other sessions must
/// not lose: the challenge is kept, libssh2 is told to ask again, and the same call made later finds the signature.
final class SigningDesk {
    enum Answer {
        case signature([UInt8])
        case later
        case refused
    }

    private let identity: any SSHIdentity
    private var challenge: [UInt8]?
    private var outcome: Result<[UInt8], SSHKeyError>?

    init(_ identity: any SSHIdentity) { self.identity = identity }

    /// True when libssh2 has asked and nobody has signed yet.
    var isAwaited: Bool { challenge != nil && outcome == nil }

    /// Why there is no signature, when that is so.
    var refusal: SSHKeyError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    /// What libssh2 gets when it asks.
    func answer(_ asked: [UInt8]) -> Answer {
        if outcome == nil {
            do throws(SSHKeyError) {
                outcome = try identity.signAtOnce(asked, algorithm: try algorithm(of: asked)).map { .success($0) }
            } catch {
                outcome = .failure(error)
            }
        }
        switch outcome {
        case .success(let signature): return .signature(signature)
        case .failure: return .refused
        case nil:
            challenge = asked
            return .later
        }
    }

    /// Has the kept challenge signed.
    func sign() async {
        guard let challenge else { return }
        do throws(SSHKeyError) {
            outcome = .success(try await identity.sign(challenge, algorithm: try algorithm(of: challenge)))
        } catch {
            outcome = .failure(error)
        }
    }

    private func algorithm(of challenge: [UInt8]) throws(SSHKeyError) -> String {
        guard let name = SignatureAlgorithm.named(in: challenge) else {
            throw SSHKeyError(.signing, identity.source, "there is no challenge to sign")
        }
        return name
    }
}
