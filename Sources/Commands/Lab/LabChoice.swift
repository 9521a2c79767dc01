import Arguments
import Lab

/// Which of a project's labs a command is about.
enum LabChoice {
    static let option = OptionSpecification(
        "--network", .value("NAME"), summary: "a or b, of two networks side by side.", defaultText: "the only one")

    static func network(_ context: CommandContext) -> LabNetwork {
        context.arguments.value("--network").flatMap { LabNetwork(rawValue: $0) } ?? .only
    }

    static func lab(_ context: CommandContext) throws(LabError) -> Lab {
        if let name = context.arguments.value("--network"), !["a", "b"].contains(name) {
            throw LabError(unknownNetwork: name)
        }
        return try Lab(project: context.folder, network: network(context))
    }
}
