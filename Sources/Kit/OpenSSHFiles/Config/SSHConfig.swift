/// The user's and the system's ssh_config, read once and asked about any number of hosts.
///
/// The first value wins, the user's file before the system's. What can only be decided by running a program, by looking
/// names up, or by a keyword that is not known is left to `ssh -G` (`SSHConfigResolver`).
public struct SSHConfig: Sendable {
    /// Who asks, and from where.
    public struct Asker: Hashable, Sendable {
        public var user: String
        /// What `~` stands for.
        public var home: String

        public init(user: String, home: String) {
            self.user = user
            self.home = home
        }
    }

    enum Answer {
        case settings(SSHSettings)
        /// Only `ssh` can tell, and why.
        case undecided(String)
    }

    let asker: Asker
    /// The user's file when it is not the usual one: `ssh` is told.
    let userFile: String?
    private let files: [ConfigFile]

    /// Reads `~/.ssh/config` and `/etc/ssh/ssh_config`, or a file in place of both as `ssh -F` does.
    public init(asker: Asker, instead: String? = nil) throws(SSHConfigError) {
        self.asker = asker
        userFile = instead
        var user = ConfigReader(home: asker.home, isUsers: true)
        var system = ConfigReader(home: asker.home, isUsers: false)
        if let instead {
            // A file that was named need not be the user's own.
            var named = ConfigReader(home: asker.home, isUsers: false)
            files = [try named.read(instead)].compactMap { $0 }
            return
        }
        files = [
            try user.read("\(asker.home)/.ssh/config"), try system.read("\(ConfigReader.systemFolder)/ssh_config"),
        ].compactMap { $0 }
    }

    /// Nothing is said of any host.
    public init(nothingFor asker: Asker) {
        self.asker = asker
        userFile = nil
        files = []
    }

    /// What holds for a host.
    ///
    /// - Parameters:
    ///   - user: who logs in, when that is settled already.
    ///   - options: what goes before the files.
    func answer(_ alias: String, user: String?, options: [SSHSettings.Option] = []) -> Answer {
        var search = Search(asker: asker, user: user, settings: SSHSettings(alias: alias))
        for option in options { search.settings.note(option.setting) }
        for file in files { search.walk(file, isActive: true) }
        if let reason = search.undecided { return .undecided(reason) }
        return .settings(search.settings)
    }

    /// One walk through the files.
    private struct Search {
        let asker: Asker
        let user: String?
        var settings: SSHSettings
        var undecided: String?

        mutating func walk(_ file: ConfigFile, isActive isReached: Bool) {
            var isActive = isReached
            for item in file.items {
                switch item {
                case .host(let host): isActive = isReached && host.matches(settings.alias)
                case .match(let match): isActive = isReached && decide(match)
                case .include(let files): for file in files { walk(file, isActive: isActive) }
                case .setting(let setting): if isActive { note(setting) }
                case .unknown(let setting): noteUnknown(setting)
                }
            }
        }

        private mutating func decide(_ match: ConfigMatch) -> Bool {
            let host = settings["hostname"].map { ConfigTokens.hostName($0.text, alias: settings.alias) }
            let subject = ConfigMatch.Subject(
                originalHost: settings.alias, host: host ?? settings.alias,
                user: user ?? settings["user"]?.text ?? asker.user, localUser: asker.user)
            switch match.answer(subject) {
            case .yes: return true
            case .no: return false
            case .undecided(let name):
                undecided = undecided ?? "Match \(name)"
                return false
            }
        }

        private mutating func note(_ setting: SSHSettings.Setting) {
            if setting.keyword == "canonicalizehostname", settings[setting.keyword] == nil,
                !["no", "false", "none"].contains(setting.text.lowercased())
            {
                undecided = undecided ?? "CanonicalizeHostname \(setting.text)"
            }
            settings.note(setting)
        }

        /// `ssh` stops at it wherever it stands.
        private mutating func noteUnknown(_ setting: SSHSettings.Setting) {
            let ignored = (settings["ignoreunknown"]?.text ?? "").utf8.split(separator: UInt8(ascii: ","))
                .map { HostPattern($0) }
            if !ignored.matches(Array(setting.keyword.utf8)) {
                undecided = undecided ?? "\(setting.keyword) at \(setting.place), which is not known here"
            }
        }
    }
}
