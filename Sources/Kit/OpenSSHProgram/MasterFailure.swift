import SSH

/// Why a master did not come up, read from what ssh wrote: its words have been stable for many releases, and what is not
/// recognised is a connection lost before anything was sent.
enum MasterFailure {
    private struct Sign {
        let text: String
        let code: SSHError.Code
        let stage: SSHError.Stage
    }

    /// The first that is found holds: what is about the host's key comes before what follows from it.
    private static let signs = [
        Sign(text: "REVOKED HOST KEY", code: .hostKeyRevoked, stage: .verify),
        Sign(text: "revoked by file", code: .hostKeyRevoked, stage: .verify),
        Sign(text: "marked as revoked", code: .hostKeyRevoked, stage: .verify),
        Sign(text: "HOST IDENTIFICATION HAS CHANGED", code: .hostKeyChanged, stage: .verify),
        Sign(text: "host key is known for", code: .hostKeyUnknown, stage: .verify),
        Sign(text: "Host key verification failed", code: .hostKeyUnknown, stage: .verify),
        Sign(text: "Unable to negotiate with", code: .noCommonAlgorithm, stage: .handshake),
        Sign(text: "Could not resolve hostname", code: .resolve, stage: .resolve),
        Sign(text: "Permission denied (", code: .authenticationRefused, stage: .authenticate),
        Sign(text: "Too many authentication failures", code: .authenticationRefused, stage: .authenticate),
        Sign(text: "Connection refused", code: .refused, stage: .connect),
        Sign(text: "during banner exchange", code: .timedOut, stage: .handshake),
        Sign(text: "timed out", code: .timedOut, stage: .connect),
        Sign(text: "No route to host", code: .unreachable, stage: .connect),
        Sign(text: "Network is unreachable", code: .unreachable, stage: .connect),
        Sign(text: "invalid characters", code: .notSSH, stage: .handshake),
        Sign(text: "Bad remote protocol version", code: .notSSH, stage: .handshake),
        Sign(text: "No banner received", code: .notSSH, stage: .handshake),
        Sign(text: "banner line too long", code: .notSSH, stage: .handshake),
        Sign(text: "Bad configuration option", code: .system, stage: .credentials),
        Sign(text: "too long for Unix domain socket", code: .system, stage: .connect),
    ]

    /// - Parameter bastions: what the `ssh` of each bastion wrote, by the bastion's name, the first to be reached first: where
    ///   the host's own gives no reason, theirs may.
    static func error(_ text: String, host: String, bastions: [(name: String, text: String)] = []) -> SSHError {
        if let error = error(of: text, host) { return error }
        for bastion in bastions {
            guard let error = error(of: bastion.text, host) else { continue }
            return SSHError(error.code, error.stage, host, "the bastion \(bastion.name): \(error.reason)")
        }
        return SSHError(.lostBeforeRequest, .handshake, host, reason(text, nil))
    }

    /// Nil when nothing in the text is recognised.
    private static func error(of text: String, _ host: String) -> SSHError? {
        guard let sign = signs.first(where: { text.contains($0.text) }) else { return nil }
        return SSHError(sign.code, sign.stage, host, reason(text, sign.text))
    }

    /// The line that tells, and for a key's sake the one that names file and line of known_hosts.
    private static func reason(_ text: String, _ sign: String?) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimming { $0 == " " || $0 == "@" } }
            .map { $0.hasPrefix("ssh: ") ? $0.dropFirst("ssh: ".count) : $0 }
            .filter { !$0.isEmpty }
        let telling = sign.flatMap { sign in lines.first { $0.contains(sign) } } ?? lines.last
        let place = lines.first { $0.hasPrefix("Offending ") }
        let found = [telling, place].compactMap(\.self)
        return found.isEmpty ? "ssh ended and said nothing" : "ssh: " + found.joined(separator: "; ")
    }
}

extension StringProtocol {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> SubSequence {
        let start = drop(while: isUnwanted)
        let end = start.lastIndex { !isUnwanted($0) }.map(start.index(after:)) ?? start.startIndex
        return start[..<end]
    }
}
