public import SSH

/// Settings with their meaning. Each throws `SSHConfigError`, with the place, when a value is not one that `ssh` takes.
extension SSHSettings {
    /// What the tokens of a value stand for.
    public struct Names: Hashable, Sendable {
        public var hostName: String
        public var port: UInt16
        public var user: String
        public var asker: SSHConfig.Asker

        public init(hostName: String, port: UInt16, user: String, asker: SSHConfig.Asker) {
            self.hostName = hostName
            self.port = port
            self.user = user
            self.asker = asker
        }
    }

    /// Where to connect to: HostName, or the alias itself. In lower case, as OpenSSH has it.
    public func hostName() throws(SSHConfigError) -> String {
        guard let setting = self["hostname"] else { return alias.lowercased() }
        return try ConfigTokens.replace(setting.text, ["h": alias], place: "\(setting.place)").lowercased()
    }

    public func port() throws(SSHConfigError) -> UInt16? {
        guard let setting = self["port"] else { return nil }
        guard let port = UInt16(setting.text), port > 0 else { throw wrong(setting, "is no port") }
        return port
    }

    /// Files of a keyword that names them one by one (IdentityFile, CertificateFile), with `~`, tokens and variables
    /// replaced; `none` stands for no file.
    public func files(_ keyword: String, _ names: Names) throws(SSHConfigError) -> [String] {
        var files: [String] = []
        for setting in all(keyword) where setting.text.lowercased() != "none" {
            files.append(try path(setting.text, setting, names))
        }
        return files
    }

    /// Files of a keyword that names several in one line (UserKnownHostsFile); nil when it is not set.
    public func fileList(_ keyword: String, _ names: Names) throws(SSHConfigError) -> [String]? {
        guard let setting = self[keyword] else { return nil }
        if setting.words.count == 1, setting.text.lowercased() == "none" { return [] }
        var files: [String] = []
        for word in setting.words { files.append(try path(word, setting, names)) }
        return files
    }

    /// A yes or no; nil when it is not set.
    public func flag(_ keyword: String) throws(SSHConfigError) -> Bool? {
        guard let setting = self[keyword] else { return nil }
        switch setting.text.lowercased() {
        case "yes", "true": return true
        case "no", "false": return false
        default: throw wrong(setting, "is neither yes nor no")
        }
    }

    /// A time such as `10`, `90s` or `1m30s` (TIME FORMATS in sshd_config(5)); nil when it is not set, or none.
    public func time(_ keyword: String) throws(SSHConfigError) -> Duration? {
        guard let setting = self[keyword], setting.text.lowercased() != "none" else { return nil }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        var total: Int64 = 0
        var digits = ""
        for character in setting.text.lowercased() + (setting.text.last?.isNumber == true ? "s" : "") {
            if character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit = units[character], digits.utf8.count < 10, let number = Int64(digits),
                total <= Self.longestTime
            else { throw wrong(setting, "is no time") }
            total += number * unit
            digits = ""
        }
        guard digits.isEmpty, total <= Self.longestTime else { throw wrong(setting, "is no time") }
        return .seconds(total)
    }

    /// In seconds: what `ssh` can hold (an `int`).
    private static let longestTime = Int64(Int32.max)

    /// How the user may prove who they are. A password is asked for only where PreferredAuthentications names it.
    ///
    /// Empty when it names nothing that our own client does.
    public func loginMethods() throws(SSHConfigError) -> [SSHLoginMethod] {
        let named = self["preferredauthentications"].map { SSHLoginMethod.list($0.text.lowercased()) } ?? [.publicKey]
        let switches: [(SSHLoginMethod, [String])] = [
            (.publicKey, ["pubkeyauthentication"]), (.password, ["passwordauthentication"]),
            (.keyboardInteractive, ["kbdinteractiveauthentication", "challengeresponseauthentication"]),
        ]
        var off: Set<SSHLoginMethod> = []
        for (method, keywords) in switches {
            for keyword in keywords where try isOff(keyword) { off.insert(method) }
        }
        return named.filter { !off.contains($0) }
    }

    /// How the connection is made and watched (HostKeyAlgorithms, ServerAliveInterval, ServerAliveCountMax).
    ///
    /// An interval of 0 is `ssh`'s word for never asking; the kernel's own questions (TCPKeepAlive) then remain.
    public func preferences() throws(SSHConfigError) -> SSHPreferences {
        var preferences = SSHPreferences.standard
        preferences.hostKeyAlgorithms = self["hostkeyalgorithms"].map { HostKeyAlgorithms($0.text) }
        let interval = try time("serveraliveinterval")?.components.seconds ?? 0
        guard interval > 0 else { return preferences }
        var count = 3
        if let setting = self["serveralivecountmax"] {
            guard let number = Int(setting.text), number >= 0 else { throw wrong(setting, "is no number") }
            count = number
        }
        preferences.keepAlive = SSHPreferences.KeepAlive(interval: Int(interval), count: count)
        return preferences
    }

    /// PubkeyAuthentication has values besides yes and no.
    private func isOff(_ keyword: String) throws(SSHConfigError) -> Bool {
        guard let setting = self[keyword] else { return false }
        switch setting.text.lowercased() {
        case "no", "false": return true
        case "yes", "true", "unbound", "host-bound": return false
        default: throw wrong(setting, "is neither yes nor no")
        }
    }

    /// The word that StrictHostKeyChecking comes to: `yes`, `no`, `accept-new` or `ask`.
    public func hostKeyChecking() throws(SSHConfigError) -> String? {
        guard let setting = self["stricthostkeychecking"] else { return nil }
        switch setting.text.lowercased() {
        case "yes", "true": return "yes"
        case "no", "false", "off": return "no"
        case "accept-new": return "accept-new"
        case "ask": return "ask"
        default: throw wrong(setting, "is not among yes, no, accept-new and ask")
        }
    }

    /// A path or another value with `~`, tokens and variables replaced.
    public func path(_ text: String, _ setting: Setting, _ names: Names) throws(SSHConfigError) -> String {
        let place = "\(setting.place)"
        let text = ConfigTokens.replaceHome(text, home: names.asker.home)
        return try ConfigTokens.replaceVariables(
            try ConfigTokens.replace(text, tokens(names), place: place), place: place)
    }

    /// ProxyCommand with its tokens replaced, for a shell. Names that would be more than words to a shell are refused.
    public func command(_ setting: Setting, _ names: Names) throws(SSHConfigError) -> String {
        for name in [alias, names.hostName, names.user] where !JumpHop.isPlain(name) {
            throw SSHConfigError(.value, "\(setting.place)", "'\(name)' is not safe in a command")
        }
        return try ConfigTokens.replace(setting.text, tokens(names), place: "\(setting.place)")
    }

    private func tokens(_ names: Names) -> [Character: String] {
        let local = ConfigTokens.localHost
        return [
            "d": names.asker.home, "h": names.hostName, "k": self["hostkeyalias"]?.text ?? alias, "l": local,
            "L": String(local.prefix { $0 != "." }), "n": alias, "p": "\(names.port)", "r": names.user,
            "u": names.asker.user,
        ]
    }

    func wrong(_ setting: Setting, _ words: String) -> SSHConfigError {
        SSHConfigError(
            .value, "\(setting.place)", "\(setting.keyword) \(setting.words.joined(separator: " ")) \(words)")
    }
}
