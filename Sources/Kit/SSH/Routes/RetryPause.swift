/// What a server says in place of its identification when it takes no connection, by sshd's own words.
enum ServerRefusal {
    /// More logins are under way than MaxStartups allows; they will soon be done.
    case tooMany
    /// PerSourcePenalties of OpenSSH 9.8 and later: this address has failed too often of late.
    case penalty

    init?(said line: String) {
        if line.hasPrefix("Exceeded MaxStartups") {
            self = .tooMany
        } else if line.hasPrefix("Not allowed at this time") {
            self = .penalty
        } else {
            return nil
        }
    }

    var reason: String {
        switch self {
        case .tooMany: "the server has too many logins under way (sshd's MaxStartups)"
        case .penalty: "the server takes no connection from this address at present (sshd's PerSourcePenalties)"
        }
    }
}

/// How long to wait before a connection is tried once more that the server dropped before it heard anything of the user.
///
/// Never after an answer: a wrong host key, a refused login or a missing algorithm will be the same the next time.
struct RetryPause {
    /// sshd forgives a penalty after 15 seconds at the earliest (`PerSourcePenalties min:15`).
    private static let afterPenalty = 16.0...20.0
    private static let afterDrop = 0.5...1.5

    let length: Duration

    /// - Parameter spread: from 0 up to 1, where in its range the pause lies.
    init?(after error: SSHError, spread: Double) {
        guard error.stage == .handshake else { return nil }
        let isPenalty = error.code == .turnedAway && error.reason == ServerRefusal.penalty.reason
        guard isPenalty || error.code == .turnedAway || error.code == .lostBeforeRequest else { return nil }
        let range = isPenalty ? Self.afterPenalty : Self.afterDrop
        length = .seconds(range.lowerBound + spread * (range.upperBound - range.lowerBound))
    }
}
