internal import CSSH2
internal import Glibc
import Secrets

extension Transport {
    /// What the server lets the user try, as it names it; empty when that is not known yet (see the code) or when it let the
    /// user in without anything. Counts as an attempt.
    func allowedMethods(user: String) -> (code: Int, methods: [String]) {
        guard let list = unsafe libssh2_userauth_list(session, user, UInt32(user.utf8.count)) else {
            return (isAuthenticated ? 0 : errorCode, [])
        }
        return (0, unsafe String(cString: list).split(separator: ",").map(String.init))
    }

    var isAuthenticated: Bool { unsafe libssh2_userauth_authenticated(session) != 0 }

    func give(_ secret: Secret, user: String) -> Int {
        let bytes = secret.revealedBytes
        return Int(
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe libssh2_userauth_password_ex(
                    session, user, UInt32(user.utf8.count), bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    UInt32(bytes.count), nil)
            })
    }

    /// Lets the server ask, and the desk answer, which is found by way of the session's traffic.
    func converse(user: String, answering desk: PasswordDesk) -> Int {
        unsafe traffic.pointee.answerer = Unmanaged.passUnretained(desk).toOpaque()
        defer { unsafe traffic.pointee.answerer = nil }
        return Int(
            unsafe libssh2_userauth_keyboard_interactive_ex(session, user, UInt32(user.utf8.count)) {
                _, _, _, _, count, prompts, responses, context in
                guard count > 0, let traffic = unsafe context?.pointee, let prompts = unsafe prompts,
                    let desk = unsafe traffic.assumingMemoryBound(to: cssh2_traffic.self).pointee.answerer
                else { return }
                let isOneSecret = unsafe count == 1 && cssh2_is_echoed(prompts) == 0
                let answerer = unsafe Unmanaged<PasswordDesk>.fromOpaque(desk).takeUnretainedValue()
                // libssh2 frees the answer with free(3).
                guard let answer = answerer.answer(isOneSecret: isOneSecret),
                    let copy = unsafe malloc(max(1, answer.count))
                else { return }
                unsafe copy.copyMemory(from: answer, byteCount: answer.count)
                unsafe responses?.pointee.text = copy.assumingMemoryBound(to: CChar.self)
                unsafe responses?.pointee.length = UInt32(answer.count)
            })
    }
}
