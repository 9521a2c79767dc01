import SSHKeys

/// What was tried to log in and why it was not enough.
struct LoginReport {
    /// Whose keys the server did not take.
    private var refused: [String] = []
    /// How many keys were left that the server was not shown.
    private var unseen = 0
    /// What became of the password.
    private var remarks: [String] = []
    /// Keys that could not be offered or did not sign.
    private var unusable: [SSHKeyError]

    init(unusable: [SSHKeyError]) { self.unusable = unusable }

    mutating func noteRefused(_ source: String) { refused.append(source) }

    mutating func noteUnseen(_ count: Int) { unseen += count }

    mutating func note(_ remark: String) { remarks.append(remark) }

    mutating func noteUnusable(_ error: SSHKeyError) { unusable.append(error) }

    /// Why nobody is logged in. What OpenSSH's own client could still try goes before what the server refused.
    func error(_ endpoint: SSHEndpoint) -> SSHError {
        let beyondUs = unusable.filter { $0.code == .needsOpenSSH }
        var reasons: [String] = []
        if !refused.isEmpty {
            reasons.append("the server accepts none of \(refused.joined(separator: ", ")) for \(endpoint.user)")
        }
        if unseen > 0 { reasons.append("\(unseen) more were not offered, for servers give up after a few; name one") }
        reasons += remarks
        reasons += (beyondUs.isEmpty ? unusable : beyondUs).map(\.description)
        if reasons.isEmpty { reasons = ["there is no key to log in with"] }
        return SSHError(
            beyondUs.isEmpty ? .authenticationRefused : .needsOpenSSH, .authenticate, endpoint.displayName,
            reasons.joined(separator: "; "))
    }
}
