/// A command line that has been understood. Asking for a name that the command does not declare is a programmer's
/// error and traps.
public struct ParsedArguments: Hashable, Sendable {
    /// The words that chose the command, without the program's name: `["lab", "up"]`.
    public let commandPath: [String]
    /// What followed `--`, for a command that takes a rest.
    public let rest: [String]
    let line: String
    let options: [String: OptionSpecification]
    let givenValues: [String: [String]]
    let positionalNames: Set<String>
    let givenPositionals: [String: [String]]

    /// True when the flag was given.
    public func flag(_ name: String) -> Bool {
        check(name) { $0.valueName == nil }
        return givenValues[name] != nil
    }

    /// The option's value; nil when it was not given.
    public func value(_ name: String) -> String? {
        check(name) { $0.valueName != nil && !$0.isRepeatable }
        return givenValues[name]?.first
    }

    /// Every value of a repeatable option, in order.
    public func values(_ name: String) -> [String] {
        check(name) { $0.valueName != nil && $0.isRepeatable }
        return givenValues[name] ?? []
    }

    /// Every value of an option that only some commands have: none where this one does not declare it.
    public func anyValues(_ name: String) -> [String] { givenValues[name] ?? [] }

    /// The option's value as something else; nil when it was not given.
    ///
    /// - Parameter expected: what would have been accepted, for the error: `a duration such as 2h`.
    public func value<Value>(
        _ name: String, expected: String, _ convert: (String) -> Value?
    ) throws(UsageError) -> Value? {
        guard let text = value(name) else { return nil }
        guard let value = convert(text) else {
            throw error("invalid value '\(text)' for '\(name)': expected \(expected)")
        }
        return value
    }

    /// The option's value as a whole number within `range`; nil when it was not given.
    public func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, expected: expected) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// The first value of a positional; nil when there is none.
    public func positional(_ name: String) -> String? {
        positionals(name).first
    }

    /// Every value of a positional, in order.
    public func positionals(_ name: String) -> [String] {
        precondition(positionalNames.contains(name), "'\(line)' declares no \(name)")
        return givenPositionals[name] ?? []
    }

    /// A usage error of this command's own, for what the parser cannot know.
    public func error(_ message: String) -> UsageError {
        UsageError(message, command: line)
    }

    private func check(_ name: String, _ isOfKind: (OptionSpecification) -> Bool) {
        guard let option = options[name] else { preconditionFailure("'\(line)' declares no \(name)") }
        precondition(isOfKind(option), "'\(line)' declares \(name) as something else")
    }
}
