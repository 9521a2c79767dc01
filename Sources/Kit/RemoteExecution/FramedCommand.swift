import SSH

/// An execution as the line that the login shell gets, and what goes before the input.
///
/// The line is one `exec` of `/bin/sh` with words in single quotes, which every Bourne shell reads alike. It says its process
/// id (sshd starts the login shell as leader of a process group, or setsid makes it one, and `exec` keeps it), sets locale and PATH, and becomes the
/// program. What is too long for a line, and scripts, travel on standard input and are read there to the exact byte.
struct FramedCommand {
    /// How sudo is asked.
    enum SudoWay: Hashable {
        /// Without a password.
        case silently
        /// With one, after its own prompt.
        case withPassword
    }

    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    let line: String
    /// Precedes the input.
    let head: [UInt8]

    init(_ execution: Execution, sudo way: SudoWay? = nil, onTerminal: Bool = false) throws(ExecutionError) {
        let frame = Frame(mark: execution.mark)
        var words: [String]
        var head: [UInt8] = []
        switch execution.program {
        case .arguments(let arguments):
            // A shell's `exec` would take a dash for an option of its own.
            guard let first = arguments.first, !first.isEmpty, !first.hasPrefix("-") else {
                throw ExecutionError(.invalid, "a program's name is not empty and does not begin with a dash")
            }
            words = arguments
        case .script(let text, let arguments):
            head = Array(text.utf8)
            words = arguments
        }
        guard !words.contains(where: { $0.utf8.contains(0) }), !head.contains(0) else {
            throw ExecutionError(.invalid, "a command holds no NUL byte")
        }
        func make() -> String {
            let inner = Self.inner(frame, headLength: head.isEmpty ? nil : head.count, onTerminal: onTerminal)
            let program = ["/bin/sh", "-c", inner, "cjctl"] + words
            return Self.outer(frame, program, execution.sudo, way)
        }
        var line = make()
        if line.utf8.count > SSHSession.maximumCommandLength {
            // A word list as a script that becomes the program; a script's own arguments as the first thing it sets.
            let list = words.map(ShellWord.quote).joined(separator: " ")
            head = Array((head.isEmpty ? "exec \(Self.program(words))\n" : "set -- \(list)\n").utf8) + head
            words = []
            line = make()
        }
        guard head.count <= Execution.maximumScriptLength else {
            throw ExecutionError(.invalid, "a script has at most \(Execution.maximumScriptLength) bytes")
        }
        guard !onTerminal || head.isEmpty else {
            throw ExecutionError(
                .terminalNeeded, "sudo demands a terminal there (requiretty), which carries no script: use arguments")
        }
        self.line = line
        self.head = head
    }

    /// Quoted, so that no word is the shell's own.
    private static func program(_ words: [String]) -> String { ShellCommand(words)?.text ?? "" }

    private static func outer(_ frame: Frame, _ program: [String], _ sudo: Sudo?, _ way: SudoWay?) -> String {
        var words = program
        if let sudo, let way {
            let asking = way == .silently ? ["-n"] : ["-S", "-p", frame.prompt]
            words = ["sudo"] + asking + ["-H", "-u", sudo.user, "--"] + program
        }
        let script = "\(environment)\(ownGroup)printf '\(frame.processLine)%s\\n' \"$$\" >&2\nexec \"$@\""
        return "exec " + (["/bin/sh", "-c", script, "cjctl"] + words).map(ShellWord.quote).joined(separator: " ")
    }

    /// sudo has set its own environment, so that ours is set again.
    private static func inner(_ frame: Frame, headLength: Int?, onTerminal: Bool) -> String {
        let marks = "printf '\(frame.goLine.dropLast())\\n' >&2\nprintf '\(frame.beginLine.dropLast())\\n'\n"
        let input = onTerminal ? "exec </dev/null\n" : ""
        guard let headLength else { return "\(environment)\(marks)\(input)exec \"$@\"" }
        return """
            \(environment)\(marks)cjctl=$(head -c \(headLength) && printf .) || exit 126
            cjctl=${cjctl%.}
            [ "$(printf %s "$cjctl" | wc -c)" -eq \(headLength) ] || exit 126
            eval "unset cjctl
            $cjctl"
            """
    }

    /// Dropbear does not make the login shell the leader of a group; setsid(1) does, in the same process where it can.
    private static let ownGroup = """
        if command -v setsid >/dev/null && IFS= read -r cjctl 2>/dev/null </proc/$$/stat; then
            cjctl=${cjctl##*) }
            cjctl=${cjctl#* * }
            [ "${cjctl%% *}" = $$ ] || set -- setsid "$@"
            unset cjctl
        fi

        """

    private static let environment = "LC_ALL=C.UTF-8 PATH=\(path)\nexport LC_ALL PATH\n"
}
