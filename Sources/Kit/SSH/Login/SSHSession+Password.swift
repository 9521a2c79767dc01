internal import CSSH2
import Reactor
import Secrets

extension SSHSession {
    /// Gives the password by one method, if the server takes it so and it has not been given yet; false when nobody is in.
    func givePassword(
        _ password: KeptSecret?, by method: SSHLoginMethod, _ attempt: inout LoginAttempt
    ) async throws(SSHError) -> Bool {
        guard let password else {
            attempt.report.note("there is no password to log in with")
            return false
        }
        guard !attempt.hasGivenPassword else { return false }
        guard let allowed = try await allowedMethods(&attempt) else { return true }
        guard allowed.contains(method.rawValue) else {
            attempt.report.note("the server does not take \(method.rawValue)")
            return false
        }
        guard let secret = await fetch(password, &attempt) else { return false }
        guard transport != nil else { throw gone(.authenticate) }
        let desk = PasswordDesk(secret)
        let user = endpoint.user
        let code = try await perform(newOperation(), .authenticate, until: attempt.deadline) { transport in
            method == .password
                ? transport.give(secret, user: user) : transport.converse(user: user, answering: desk)
        }
        attempt.hasGivenPassword = method == .password || desk.hasAnswered
        switch code {
        case 0: return true
        case Int(LIBSSH2_ERROR_PASSWORD_EXPIRED):
            attempt.report.note("the password of \(user) has expired")
        case Int(LIBSSH2_ERROR_AUTHENTICATION_FAILED):
            guard transport?.isAtEnd == false else { throw lost(.authenticate) }
            let more = desk.wasAskedMore ? ", or asks for more than a password" : ""
            attempt.report.note("the server does not accept the password of \(user)\(more)")
        default: throw lost(.authenticate)
        }
        return false
    }

    /// What the server takes, asked for once; nil when it let the user in without anything.
    private func allowedMethods(_ attempt: inout LoginAttempt) async throws(SSHError) -> [String]? {
        if let allowed = attempt.allowed { return allowed }
        let user = endpoint.user
        var methods: [String] = []
        let code = try await perform(newOperation(), .authenticate, until: attempt.deadline) { transport in
            let answer = transport.allowedMethods(user: user)
            methods = answer.methods
            return answer.code
        }
        guard code == 0 else { throw lost(.authenticate) }
        guard transport?.isAuthenticated == false else { return nil }
        attempt.allowed = methods
        return methods
    }

    private func fetch(_ password: KeptSecret, _ attempt: inout LoginAttempt) async -> Secret? {
        let start = ContinuousClock.now
        defer { attempt.deadline += ContinuousClock.now - start }
        do throws(SecretError) {
            return try await password.value()
        } catch {
            attempt.report.note("the password cannot be had: \(error)")
            return nil
        }
    }
}
