import Spelling

/// One pass over the words of a command line.
struct ArgumentReading {
    private(set) var path: [CommandSpecification]
    private let words: [String]
    private var position = 0
    private var values: [String: [String]] = [:]
    private var positionals: [String] = []
    private var rest: [String] = []
    private var wantsHelp = false
    private var isExcused = false

    init(root: CommandSpecification, words: [String]) {
        path = [root]
        self.words = words
    }

    private var command: CommandSpecification { path[path.count - 1] }
    private var line: String { path.map(\.name).joined(separator: " ") }
    private var options: [OptionSpecification] { path.flatMap(\.options) + [.help] }

    mutating func outcome() throws(UsageError) -> ArgumentOutcome {
        while !wantsHelp, let word = nextWord() {
            try read(word)
        }
        if wantsHelp { return .help(HelpPage(path: path)) }
        guard isExcused || command.subcommands.isEmpty else { return .help(HelpPage(path: path)) }
        let assigned = isExcused ? [:] : try assignedPositionals()
        if !isExcused { try checkRequiredOptions() }
        return .run(
            ParsedArguments(
                commandPath: path.dropFirst().map(\.name), rest: rest, line: line,
                options: Dictionary(options.map { ($0.name, $0) }) { first, _ in first }, givenValues: values,
                positionalNames: Set(command.positionals.map(\.name)), givenPositionals: assigned))
    }

    private mutating func nextWord() -> String? {
        guard position < words.count else { return nil }
        defer { position += 1 }
        return words[position]
    }

    private mutating func read(_ word: String) throws(UsageError) {
        if word == "--" {
            try readRest()
        } else if word.hasPrefix("--") {
            try readLong(word)
        } else if word.hasPrefix("-"), word != "-" {
            try readShort(word)
        } else if !command.subcommands.isEmpty {
            try descend(word)
        } else {
            positionals.append(word)
        }
    }

    private mutating func readRest() throws(UsageError) {
        let left = Array(words[position...])
        position = words.count
        if command.rest != nil {
            rest = left
        } else if command.subcommands.isEmpty {
            positionals += left
        } else if let first = left.first {
            throw error("unexpected argument '\(first)'")
        }
    }

    private mutating func descend(_ word: String) throws(UsageError) {
        if let next = command.subcommands.first(where: { $0.name == word }) {
            path.append(next)
        } else if word == "help", path.count == 1 {
            try descendForHelp()
        } else {
            let names = command.subcommands.map(\.name)
            throw error("unknown command '\(word)'", NearestName.nearest(to: word, among: names))
        }
    }

    private mutating func descendForHelp() throws(UsageError) {
        while let word = nextWord() {
            guard let next = command.subcommands.first(where: { $0.name == word }) else {
                let names = command.subcommands.map(\.name)
                throw error("unknown command '\(word)'", NearestName.nearest(to: word, among: names))
            }
            path.append(next)
        }
        wantsHelp = true
    }

    // MARK: - Options

    private mutating func readLong(_ word: String) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = options.first(where: { $0.name == name }) else {
            throw error("unknown option '\(name)'", NearestName.nearest(to: name, among: options.map(\.name)))
        }
        try take(option, called: name, attached: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// `-n`, `-nvalue`, `-n=value`, `-abc` for three flags, `-abn value`.
    private mutating func readShort(_ word: String) throws(UsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            guard let option = options.first(where: { $0.short == name }) else {
                let isGroup = word.count > 2
                let meant = isGroup ? NearestName.nearest(to: "-" + word, among: options.map(\.name)) : nil
                throw error("unknown option '\(name)'" + (isGroup ? " in '\(word)'" : ""), meant)
            }
            if option.valueName != nil {
                let attached = letters.first == "=" ? letters.dropFirst() : letters
                try take(option, called: name, attached: letters.isEmpty ? nil : String(attached))
                return
            }
            guard letters.first != "=" else { throw error("'\(name)' takes no value") }
            try take(option, called: name, attached: nil)
        }
    }

    private mutating func take(
        _ option: OptionSpecification, called name: String, attached: String?
    ) throws(UsageError) {
        guard option.valueName != nil else {
            guard attached == nil else { throw error("'\(name)' takes no value") }
            if option == .help { wantsHelp = true }
            if option.kind == .loneFlag { isExcused = true }
            values[option.name, default: []].append("")
            return
        }
        let value = if let attached { attached } else { try detachedValue(of: option, called: name) }
        guard option.isRepeatable || values[option.name] == nil else { throw error("'\(name)' stands twice") }
        if case .choice(let choices) = option.kind, !choices.contains(value) {
            let accepted = choices.joined(separator: ", ")
            let meant = NearestName.nearest(to: value, among: choices)
            throw error("invalid value '\(value)' for '\(name)': expected one of \(accepted)", meant)
        }
        values[option.name, default: []].append(value)
    }

    private mutating func detachedValue(
        of option: OptionSpecification, called name: String
    ) throws(UsageError) -> String {
        let wanted = option.valueName ?? ""
        guard let word = nextWord() else { throw error("missing value: '\(name) \(wanted)'") }
        // What looks like an option is one, so that a forgotten value never swallows it.
        let looksLikeOption = word.hasPrefix("-") && word != "-" && Double(word) == nil
        guard !looksLikeOption else {
            throw error("missing value: '\(name) \(wanted)'; write '\(name)=\(word)' if '\(word)' is meant")
        }
        return word
    }

    private func checkRequiredOptions() throws(UsageError) {
        for option in options where option.isRequired && values[option.name] == nil {
            throw error("missing option '\(option.name) \(option.valueName ?? "")'")
        }
    }

    // MARK: - Positionals

    private func assignedPositionals() throws(UsageError) -> [String: [String]] {
        var left = positionals[...]
        var assigned: [String: [String]] = [:]
        for specification in command.positionals {
            let takesMany = specification.count == .any || specification.count == .oneOrMore
            let taken = takesMany ? left : left.prefix(1)
            left = left.dropFirst(taken.count)
            let isOptional = specification.count == .any || specification.count == .oneOrNone
            guard isOptional || !taken.isEmpty else { throw error("missing \(specification.name)") }
            assigned[specification.name] = Array(taken)
        }
        if let extra = left.first { throw error("unexpected argument '\(extra)'") }
        return assigned
    }

    private func error(_ message: String, _ suggestion: String? = nil) -> UsageError {
        UsageError(message, suggestion: suggestion, command: line)
    }
}
