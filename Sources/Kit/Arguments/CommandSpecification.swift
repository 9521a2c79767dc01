/// One command as a value: what it is called, what it takes, what it says about itself.
public struct CommandSpecification: Hashable, Sendable {
    /// The word on the command line; for the root the program's name.
    public var name: String
    /// One line, ending in a full stop.
    public var summary: String
    /// Paragraphs for the help page, separated by blank lines.
    public var discussion: String
    /// Command lines worth trying, each with what it does.
    public var examples: [CommandExample]
    /// What can be asked for; accepted by every command below as well.
    public var options: [OptionSpecification]
    /// What stands on the line without a name, in order. A command with subcommands has none.
    public var positionals: [PositionalSpecification]
    /// What is passed on untouched after `--`; without it, `--` only ends the options.
    public var rest: RestSpecification?
    /// The commands below.
    public var subcommands: [CommandSpecification]
    /// What the exit codes mean; a command without any shows its parent's.
    public var exitCodes: [ExitCodeSpecification]

    /// A command.
    public init(
        name: String,
        summary: String,
        discussion: String = "",
        examples: [CommandExample] = [],
        options: [OptionSpecification] = [],
        positionals: [PositionalSpecification] = [],
        rest: RestSpecification? = nil,
        subcommands: [CommandSpecification] = [],
        exitCodes: [ExitCodeSpecification] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.examples = examples
        self.options = options
        self.positionals = positionals
        self.rest = rest
        self.subcommands = subcommands
        self.exitCodes = exitCodes
    }
}

/// A command line worth trying.
public struct CommandExample: Hashable, Sendable {
    /// The line as it is typed, the program's name first.
    public var line: String
    /// What it does.
    public var meaning: String

    /// An example.
    public init(_ line: String, _ meaning: String) {
        self.line = line
        self.meaning = meaning
    }
}

/// What one exit code means.
public struct ExitCodeSpecification: Hashable, Sendable {
    /// The code.
    public var code: Int32
    /// What it means.
    public var meaning: String

    /// An exit code.
    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}

/// A value that stands on the line without a name.
public struct PositionalSpecification: Hashable, Sendable {
    /// How many of it there may be.
    public enum Count: Hashable, Sendable {
        case one
        case oneOrNone
        case any
        case oneOrMore
    }

    /// Its name in upper case, such as `FILE`.
    public var name: String
    /// How many of it there may be; only the last may be `any` or `oneOrMore`.
    public var count: Count
    /// One line for the help page.
    public var summary: String

    /// A positional value.
    public init(_ name: String, _ count: Count = .one, summary: String) {
        self.name = name
        self.count = count
        self.summary = summary
    }
}

/// What follows `--` and is passed on untouched.
public struct RestSpecification: Hashable, Sendable {
    /// Its name in upper case, such as `COMMAND…`.
    public var name: String
    /// One line for the help page.
    public var summary: String

    /// The rest of the line.
    public init(_ name: String, summary: String) {
        self.name = name
        self.summary = summary
    }
}
