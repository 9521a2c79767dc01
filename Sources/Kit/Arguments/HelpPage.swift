/// The help of one command: asks for a width, gives text.
public struct HelpPage: Hashable, Sendable {
    private let path: [CommandSpecification]
    private var command: CommandSpecification { path[path.count - 1] }

    init(path: [CommandSpecification]) {
        self.path = path
    }

    /// The page of the command that `names` lead to from `root`; nil when there is none.
    public init?(_ root: CommandSpecification, names: [String] = []) {
        var path = [root]
        for name in names {
            guard let next = path[path.count - 1].subcommands.first(where: { $0.name == name }) else { return nil }
            path.append(next)
        }
        self.path = path
    }

    /// The page as lines of at most `width` columns, where words allow it.
    public func text(width: Int = 80) -> String {
        let layout = HelpLayout(width: width)
        var sections = [layout.paragraph(command.summary), layout.hanging("Usage: ", usage)]
        sections += command.discussion.split(separator: "\n\n").map { layout.paragraph(String($0)) }
        sections += [
            layout.list("Arguments:", argumentRows), layout.list("Commands:", commandRows),
            layout.list("Options:", (command.options + [.help]).map(row)),
            layout.list("Also understood:", path.dropLast().flatMap(\.options).map(row)),
            examples(layout), layout.list("Exit codes:", exitCodeRows),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// The line that shows the shape of the command.
    public var usage: String {
        var words = path.map(\.name)
        words += command.options.filter(\.isRequired).map { "\($0.name) \($0.valueName ?? "")" }
        if path.contains(where: { $0.options.contains { !$0.isRequired } }) { words.append("[options]") }
        if !command.subcommands.isEmpty { words.append("COMMAND") }
        words += command.positionals.map(shape)
        if let rest = command.rest { words.append("-- \(rest.name)") }
        return words.joined(separator: " ")
    }

    private func shape(_ positional: PositionalSpecification) -> String {
        switch positional.count {
        case .one: positional.name
        case .oneOrNone: "[\(positional.name)]"
        case .any: "[\(positional.name)…]"
        case .oneOrMore: "\(positional.name)…"
        }
    }

    private var argumentRows: [HelpLayout.Row] {
        command.positionals.map { HelpLayout.Row($0.name, $0.summary) }
            + (command.rest.map { [HelpLayout.Row($0.name, $0.summary)] } ?? [])
    }

    private var commandRows: [HelpLayout.Row] {
        command.subcommands.map { HelpLayout.Row($0.name, $0.summary) }
    }

    private var exitCodeRows: [HelpLayout.Row] {
        let codes = path.last { !$0.exitCodes.isEmpty }?.exitCodes ?? []
        return codes.map { HelpLayout.Row(String($0.code), $0.meaning) }
    }

    private func row(_ option: OptionSpecification) -> HelpLayout.Row {
        let names = option.short.map { "\($0), \(option.name)" } ?? "    \(option.name)"
        let head = option.valueName.map { "\(names) \($0)" } ?? names
        return HelpLayout.Row(head, option.summary + (option.defaultText.map { " Default: \($0)." } ?? ""))
    }

    private func examples(_ layout: HelpLayout) -> String {
        guard !command.examples.isEmpty else { return "" }
        let blocks = command.examples.map { "  \($0.line)\n" + layout.hanging("      ", $0.meaning) }
        return "Examples:\n" + blocks.joined(separator: "\n")
    }
}
