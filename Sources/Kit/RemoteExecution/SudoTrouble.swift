import SSH

/// Why sudo did not run a program, by its words in the C locale (sudo 1.8 to 1.9, sudo-rs).
struct SudoTrouble {
    let code: ExecutionError.Code
    let reason: String

    init(_ raw: SSHReply, wasAskedAgain: Bool, _ host: String, _ sudo: Sudo?) {
        let said = String(decoding: raw.errorOutput + raw.output, as: UTF8.self)
        let last = Frame.lastWords(of: raw)
        func holds(_ words: String...) -> Bool { words.contains { said.contains($0) } }
        let user = sudo?.user ?? "root"
        if wasAskedAgain || holds("Sorry, try again", "incorrect password attempt", "Incorrect authentication attempt")
        {
            (code, reason) = (.passwordRefused, "\(host): sudo does not take the password")
        } else if holds("you must have a tty", "a terminal is required") {
            (code, reason) = (.terminalNeeded, "\(host): sudo demands a terminal (requiretty), which carries no input")
        } else if holds("a password is required", "no tty present", "interactive authentication is required") {
            (code, reason) = (.passwordNeeded, "\(host): sudo wants a password")
        } else if holds("not in the sudoers file", "is not allowed to", "may not run sudo", "I'm sorry") {
            (code, reason) = (.sudoRefused, "\(host): sudo does not allow it: \(last)")
        } else if raw.status == .exited(127), holds("not found") {
            (code, reason) = (.sudoMissing, "\(host): there is no sudo")
        } else if last.isEmpty {
            (code, reason) = (.sudoRefused, "\(host): sudo to \(user) ended without running the command")
        } else {
            (code, reason) = (.sudoRefused, "\(host): sudo to \(user) failed: \(last)")
        }
    }
}

extension Frame {
    /// How much of a host's words goes into a message, in characters.
    private static let longestWords = 200

    /// The last line that was written besides the frame's own.
    static func lastWords(of raw: SSHReply) -> String {
        for bytes in [raw.errorOutput, raw.output] {
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            if let line = lines.last(where: { !$0.contains("-pid ") && !$0.hasSuffix("-password:") }) {
                return String(line.prefix(longestWords))
            }
        }
        return ""
    }
}
