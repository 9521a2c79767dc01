import Files

/// One ssh_config file as it was read, with the files that it includes.
struct ConfigFile: Sendable {
    enum Item: Sendable {
        case host(ConfigHost)
        case match(ConfigMatch)
        case include([ConfigFile])
        case setting(SSHSettings.Setting)
        /// A keyword that `ssh` of another version may know.
        case unknown(SSHSettings.Setting)
    }

    let items: [Item]
}

/// The patterns of a `Host` line.
struct ConfigHost: Sendable {
    private let names: Set<String>
    private let patterns: [HostPattern]

    init(_ words: [String]) {
        let all = words.map { HostPattern(exactly: $0.utf8) }
        names = Set(all.compactMap(\.plainName))
        patterns = all.filter { $0.plainName == nil }
    }

    /// Compared as typed, upper and lower case apart, as OpenSSH does here and nowhere else.
    func matches(_ alias: String) -> Bool {
        if patterns.isEmpty { return names.contains(alias) }
        let bytes = Array(alias.utf8)
        guard !patterns.contains(where: { $0.isNegated && $0.matches(bytes) }) else { return false }
        return names.contains(alias) || patterns.contains { !$0.isNegated && $0.matches(bytes) }
    }
}
