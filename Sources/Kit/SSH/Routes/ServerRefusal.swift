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
