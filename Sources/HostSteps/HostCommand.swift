public import FleetModel

/// What is run on a host by one exec channel: an argument vector, and what its standard input carries.
public struct HostCommand: Sendable, Equatable {
    /// What goes to standard input.
    public enum Input: Sendable, Equatable {
        case none
        /// The bytes of the release's files, one after the other, in order of their names.
        case files(of: Release)
        /// One line with the digest of a node's configuration, its length and that of the same without secrets, both texts,
        /// and then the files.
        case filesAfterConfiguration(of: Release, ConfigurationID, on: HostID)
        case text(String)
    }

    /// Which connection carries it.
    public enum Connection: Sendable, Equatable {
        /// The one that is there, if any.
        case kept
        /// One that is made for it: proof that the host lets us in now.
        case fresh
    }

    public let arguments: [String]
    public let input: Input
    /// Frames the reply.
    public let nonce: Nonce
    /// How long the whole exec may take.
    public let deadline: TimeSpan
    public let connection: Connection

    init(
        script: String, body: String? = nil, input: Input = .none, nonce: Nonce, deadline: TimeSpan,
        connection: Connection = .kept
    ) {
        // A clean PATH and locale: a login shell's are not to be relied on under sshd.
        arguments =
            ["/usr/bin/env", "LC_ALL=C.UTF-8", HostCommand.path, "/bin/sh", "-c", script, "cjctl"]
            + (body.map { [$0] } ?? [])
        self.input = input
        self.nonce = nonce
        self.deadline = deadline
        self.connection = connection
    }

    private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}

/// A script's variables, assigned in its first lines and never exported, so that no service inherits them.
struct ShellVariables {
    private var lines: [String] = []

    mutating func set(_ name: String, _ value: String) { lines.append("\(name)=\(ShellVariables.quote(value))") }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Single quotes keep every byte but the single quote itself (POSIX shell, 2.2.2).
    static func quote(_ value: String) -> String {
        var quoted = "'"
        for character in value.unicodeScalars {
            if character == "'" { quoted += #"'\''"# } else { quoted.unicodeScalars.append(character) }
        }
        return quoted + "'"
    }
}
