/// Something that is asked for by name: `--json`, `--limit HOSTS`.
public struct OptionSpecification: Hashable, Sendable {
    /// What an option takes.
    public enum Kind: Hashable, Sendable {
        /// Nothing: it is there or not.
        case flag
        /// Nothing, and it makes everything else on the line unnecessary: `--version`.
        case loneFlag
        /// One value, at most once. The name is for the help page, such as `HOSTS`.
        case value(String)
        /// One value, exactly once.
        case requiredValue(String)
        /// One value each time, as often as wanted.
        case repeatedValue(String)
        /// One of a few words, at most once.
        case choice([String])
    }

    /// The full name with its dashes: `--limit`.
    public var name: String
    /// The short name with its dash: `-l`.
    public var short: String?
    /// What it takes.
    public var kind: Kind
    /// One line for the help page.
    public var summary: String
    /// What holds when it is not given, in words for the help page.
    public var defaultText: String?

    /// An option.
    public init(
        _ name: String, short: String? = nil, _ kind: Kind, summary: String, defaultText: String? = nil
    ) {
        self.name = name
        self.short = short
        self.kind = kind
        self.summary = summary
        self.defaultText = defaultText
    }

    /// What stands for its value on the help page; nil for a flag.
    var valueName: String? {
        switch kind {
        case .flag, .loneFlag: nil
        case .value(let name), .requiredValue(let name), .repeatedValue(let name): name
        case .choice(let words): words.joined(separator: "|")
        }
    }

    var isRequired: Bool {
        if case .requiredValue = kind { return true }
        return false
    }

    var isRepeatable: Bool {
        switch kind {
        case .flag, .loneFlag, .repeatedValue: true
        case .value, .requiredValue, .choice: false
        }
    }

    /// `--help`, which every command has.
    static let help = OptionSpecification("--help", short: "-h", .flag, summary: "Show this page.")
}
