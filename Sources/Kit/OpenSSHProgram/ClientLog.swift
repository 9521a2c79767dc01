/// What a master's client says of its course, when it is asked to log. Exit code 255 alone could be anything: the
/// command's own, a lost connection, or a signal.
struct ClientLog {
    private let text: String

    init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

    /// False when the master was not there: the command was certainly not sent.
    var reachedMaster: Bool { text.contains("mux_client_hello_exchange: master version") }

    /// True when the server opened no channel, such as for sshd's MaxSessions.
    var wasRefused: Bool {
        text.contains("session request failed") || text.contains("Session open refused")
            || text.contains("Master refused session request")
    }

    /// The command's exit code as the server told it; nil when it told none.
    var exitCode: Int32? {
        guard let found = text.firstRange(of: "Received exit status from master ") else { return nil }
        return Int32(text[found.upperBound...].prefix { $0.isNumber })
    }

    /// True when the channel ended without an exit code: by a signal, or with the connection.
    var endedWithoutCode: Bool { text.contains("Control master terminated unexpectedly") }
}
