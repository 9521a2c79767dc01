/// What a command line asks for.
public enum ArgumentOutcome: Hashable, Sendable {
    /// Run this command.
    case run(ParsedArguments)
    /// Show this page, and succeed.
    case help(HelpPage)
}

/// Understands command lines by a tree of commands.
///
/// The conventions are swift-argument-parser's: `--name value`, `--name=value`, `-n value`, `-nvalue`, grouped flags
/// `-ab`, options anywhere, `--` ends them, `--help` and `-h` everywhere, `help COMMAND`. Options of a command are
/// understood by those below it. An option that takes one value may stand once.
public struct ArgumentParser: Sendable {
    /// The program.
    public let root: CommandSpecification

    /// A parser for the program `root`.
    public init(_ root: CommandSpecification) {
        self.root = root
    }

    /// Understands the words after the program's name.
    public func parse(_ words: [String]) throws(UsageError) -> ArgumentOutcome {
        var reading = ArgumentReading(root: root, words: words)
        return try reading.outcome()
    }
}
