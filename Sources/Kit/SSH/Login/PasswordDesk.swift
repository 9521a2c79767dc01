import Secrets

/// Where libssh2 turns to when a server asks questions: answers one secret question, once.
final class PasswordDesk {
    private let secret: Secret
    private(set) var hasAnswered = false
    /// True when the server asked something that a password does not answer.
    private(set) var wasAskedMore = false

    init(_ secret: Secret) { self.secret = secret }

    /// - Parameter isOneSecret: whether it is the only question of its round, and what is typed is not shown.
    func answer(isOneSecret: Bool) -> [UInt8]? {
        guard isOneSecret, !hasAnswered else {
            wasAskedMore = true
            return nil
        }
        hasAnswered = true
        return secret.revealedBytes
    }
}
