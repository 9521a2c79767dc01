import Arguments

/// One verb: it parses what was typed, calls one function, and renders what came back.
protocol Command: Sendable {
    static var specification: CommandSpecification { get }
    init()
    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode
}
