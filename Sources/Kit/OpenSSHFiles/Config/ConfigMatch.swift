/// The criteria of a `Match` line.
struct ConfigMatch: Sendable {
    /// What a criterion may look at.
    struct Subject {
        /// As it was typed, and after HostName.
        var originalHost: String
        var host: String
        var user: String
        var localUser: String
    }

    enum Answer {
        case yes, no
        /// Only `ssh` can tell, by running a command, looking names up, or a second pass.
        case undecided(String)
    }

    struct Criterion: Sendable {
        let isNegated: Bool
        let name: String
        let patterns: [HostPattern]
    }

    private static let withArgument: Set<String> = ["host", "originalhost", "user", "localuser"]
    private static let undecidable: Set<String> = [
        "exec", "localnetwork", "tagged", "command", "sessiontype", "version",
    ]
    private static let bare: Set<String> = ["canonical", "final"]

    private let criteria: [Criterion]

    /// Nil when `ssh` would refuse the line.
    init?(_ words: [String]) {
        var criteria: [Criterion] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            let isNegated = word.hasPrefix("!")
            // `host=a` is the same as `host a`.
            let halves = word.drop { $0 == "!" }.split(separator: "=", maxSplits: 1).map(String.init)
            let name = (halves.first ?? "").lowercased()
            index += 1
            if name == "all" || Self.bare.contains(name) {
                criteria.append(Criterion(isNegated: isNegated, name: name, patterns: []))
                continue
            }
            guard Self.withArgument.contains(name) || Self.undecidable.contains(name) else { return nil }
            var argument = halves.count > 1 ? halves[1] : nil
            if argument == nil, index < words.count {
                argument = words[index]
                index += 1
            }
            guard let argument else { return nil }
            // Names of hosts are compared in lower case, those of users as they are.
            let keepsCase = name.hasSuffix("user")
            let patterns = argument.utf8.split(separator: UInt8(ascii: ",")).map {
                keepsCase ? HostPattern(exactly: $0) : HostPattern($0)
            }
            criteria.append(Criterion(isNegated: isNegated, name: name, patterns: patterns))
        }
        guard !criteria.isEmpty else { return nil }
        self.criteria = criteria
    }

    /// What can be decided is decided first: a line that does not apply anyhow needs no program.
    func answer(_ subject: Subject) -> Answer {
        var open: String?
        for criterion in criteria {
            switch criterion.name {
            case "all": if criterion.isNegated { return .no }
            case "host", "originalhost", "user", "localuser":
                guard holds(criterion, subject) != criterion.isNegated else { return .no }
            // False in the first pass, which is the only one unless names are canonicalized.
            case "canonical": if !criterion.isNegated { return .no }
            default: open = open ?? criterion.name
            }
        }
        return open.map { .undecided($0) } ?? .yes
    }

    private func holds(_ criterion: Criterion, _ subject: Subject) -> Bool {
        switch criterion.name {
        case "host": criterion.patterns.matches(subject.host.utf8.map(\.lowercasedASCII))
        case "originalhost": criterion.patterns.matches(subject.originalHost.utf8.map(\.lowercasedASCII))
        case "user": criterion.patterns.matches(Array(subject.user.utf8))
        default: criterion.patterns.matches(Array(subject.localUser.utf8))
        }
    }
}
