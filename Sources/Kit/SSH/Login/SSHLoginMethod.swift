/// A way to prove to be the user, named as in RFC 4252 and RFC 4256.
public enum SSHLoginMethod: String, Hashable, Sendable, CaseIterable {
    case publicKey = "publickey"
    /// A password in answer to the server's one question (PAM as a rule).
    case keyboardInteractive = "keyboard-interactive"
    case password

    /// Reads a list such as ssh_config's PreferredAuthentications: the methods of it that there are here, in its order.
    public static func list(_ text: String) -> [SSHLoginMethod] {
        text.split(separator: ",").compactMap { SSHLoginMethod(rawValue: String($0)) }
    }
}
