/// What ssh_config says of one host, as it stands there, and where.
public struct SSHSettings: Hashable, Sendable {
    /// Where a setting stands.
    public struct Place: Hashable, Sendable, CustomStringConvertible {
        public let file: String
        /// Counted from 1; 0 when the file is not known, as for what `ssh -G` says.
        public let line: Int

        public var description: String { line == 0 ? file : "\(file):\(line)" }
    }

    /// A keyword in lower case, and its values.
    public struct Setting: Hashable, Sendable {
        public let keyword: String
        public let words: [String]
        public let place: Place

        /// The first value; a setting has one.
        public var text: String { words.first ?? "" }
    }

    /// A setting that stands in no ssh_config: where it does stand, and its value, which is not split into words.
    public struct Option: Hashable, Sendable {
        public let keyword: String
        public let value: String
        public let origin: String

        public init(keyword: String, value: String, origin: String) {
            self.keyword = keyword
            self.value = value
            self.origin = origin
        }

        var setting: Setting {
            let place = Place(file: origin, line: 0)
            return Setting(keyword: keyword.lowercased(), words: [value], place: place)
        }
    }

    /// The name that was asked for.
    public let alias: String
    private var settings: [String: [Setting]] = [:]

    /// A host of which nothing is said.
    public init(alias: String) { self.alias = alias }

    /// The setting that holds, for keywords that have one.
    public subscript(keyword: String) -> Setting? { settings[keyword]?.first }

    /// All that hold, in order, for keywords whose values add up.
    public func all(_ keyword: String) -> [Setting] { settings[keyword] ?? [] }

    /// Keyword and first value of everything that is set.
    public var texts: [String: String] { settings.compactMapValues { $0.first?.words.joined(separator: " ") } }

    /// Takes those of `keywords` as not set that read as they do in `other`.
    mutating func forget(_ keywords: Set<String>, like other: SSHSettings) {
        for keyword in keywords where self[keyword]?.words == other[keyword]?.words { settings[keyword] = nil }
    }

    /// The first value of a keyword holds, unless its values add up.
    mutating func note(_ setting: Setting) {
        if ConfigKeyword.cumulative.contains(setting.keyword) {
            // A file that is named twice counts once.
            let isKnown = all(setting.keyword).contains { $0.words == setting.words }
            if !isKnown { settings[setting.keyword, default: []].append(setting) }
            return
        }
        guard settings[setting.keyword] == nil else { return }
        if let rival = ConfigKeyword.rivals[setting.keyword], settings[rival] != nil { return }
        settings[setting.keyword] = [setting]
    }
}
