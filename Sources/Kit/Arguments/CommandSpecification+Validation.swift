extension CommandSpecification {
    /// What is wrong with this tree of commands, one line each; empty when all is well. Tests ask it.
    ///
    /// Names stand once and are well formed, everything has a summary, positionals can be told apart, every choice has
    /// words, and every example is a line that the tree understands.
    public func problems() -> [String] {
        problems(above: []) + allExamples.flatMap(problems(of:))
    }

    private func problems(above parents: [CommandSpecification]) -> [String] {
        let path = parents + [self]
        let place = path.map(\.name).joined(separator: " ")
        var found = nameProblems + summaryProblems + optionProblems(path) + positionalProblems
        found += duplicates(subcommands.map(\.name)).map { "command '\($0)' stands twice" }
        return found.map { "\(place): \($0)" } + subcommands.flatMap { $0.problems(above: path) }
    }

    private var nameProblems: [String] {
        isWord(name) ? [] : ["the name '\(name)' is not lower-case words joined by dashes"]
    }

    private var summaryProblems: [String] {
        let summaries =
            [("the command", summary)] + options.map { ($0.name, $0.summary) }
            + positionals.map { ($0.name, $0.summary) } + (rest.map { [($0.name, $0.summary)] } ?? [])
            + examples.map { ("the example '\($0.line)'", $0.meaning) }
        return summaries.compactMap { what, text in
            if text.isEmpty { return "\(what) has no summary" }
            return text.hasSuffix(".") && !text.contains("\n") ? nil : "the summary of \(what) is not one sentence"
        }
    }

    private func optionProblems(_ path: [CommandSpecification]) -> [String] {
        let all = path.flatMap(\.options) + [.help]
        var found = duplicates(all.map(\.name) + all.compactMap(\.short)).map { "option '\($0)' stands twice" }
        for option in options {
            if !option.name.hasPrefix("--") || !isWord(String(option.name.dropFirst(2))) {
                found.append("the option name '\(option.name)' is not -- and lower-case words joined by dashes")
            }
            if let short = option.short, short.count != 2 || !short.hasPrefix("-") || short == "--" {
                found.append("the short name '\(short)' is not a dash and one letter")
            }
            if option.valueName?.isEmpty == true { found.append("the value of \(option.name) has no name") }
        }
        return found
    }

    private var positionalProblems: [String] {
        var found = duplicates(positionals.map(\.name)).map { "\($0) stands twice" }
        if !subcommands.isEmpty, !positionals.isEmpty || rest != nil {
            found.append("it has commands below and takes arguments itself")
        }
        for (index, positional) in positionals.enumerated().dropLast() {
            let next = positionals[index + 1]
            let isOpen = positional.count != .one
            let isClosedAgain = next.count == .one || next.count == .oneOrMore
            if positional.count == .any || positional.count == .oneOrMore || (isOpen && isClosedAgain) {
                found.append("nobody can tell where \(positional.name) ends and \(next.name) begins")
            }
        }
        return found
    }

    private var allExamples: [CommandExample] { examples + subcommands.flatMap(\.allExamples) }

    private func problems(of example: CommandExample) -> [String] {
        let words = example.line.split(separator: " ").map(String.init)
        guard words.first == name else { return ["the example '\(example.line)' does not start with '\(name)'"] }
        do throws(UsageError) {
            _ = try ArgumentParser(self).parse(Array(words.dropFirst()))
            return []
        } catch {
            return ["the example '\(example.line)' is not understood: \(error.message)"]
        }
    }
}

private func isWord(_ text: String) -> Bool {
    guard let first = text.first, first.isLowercase, text.last != "-" else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
}

private func duplicates(_ names: [String]) -> [String] {
    Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
}
