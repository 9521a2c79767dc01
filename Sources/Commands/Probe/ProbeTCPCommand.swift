import Arguments
import RolloutEngine

/// `cjctl probe tcp`: does somebody listen there?
struct ProbeTCPCommand: Command {
    static let specification = CommandSpecification(
        name: "tcp", summary: "Open a connection and close it again.",
        examples: [CommandExample("cjctl probe tcp 127.0.0.1:8080", "does somebody listen there?")],
        options: [ProbeOptions.timeout, Options.json],
        positionals: [PositionalSpecification("HOST:PORT", summary: "Where to; an IPv6 address in brackets.")],
        exitCodes: ProbeOptions.exitCodes)

    private struct Document: Encodable {
        let version = 1
        let host: String
        let port: UInt16
        let microseconds: Int64
    }

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let place = context.arguments.positional("HOST:PORT") ?? ""
        guard let colon = place.lastIndex(of: ":"), let port = UInt16(place[place.index(after: colon)...]), port > 0,
            let host = Self.host(place[..<colon])
        else {
            throw CommandFailure(.usage, "'\(place)' is no HOST:PORT", next: "cjctl probe tcp 127.0.0.1:8080")
        }
        let limit = try ProbeOptions.timeout(context)
        let time = try await ProbeOptions.failing(try ProbeOptions.inquirer(context), place) {
            inquirer throws(InquiryFailure) in
            try await inquirer.connect(to: host, port: port, within: limit)
        }
        if context.arguments.flag("--json") {
            try ProbeOptions.print(Document(host: host, port: port, microseconds: time), context)
        } else {
            context.output.print("\(place) connected in \(ProbeOptions.milliseconds(time))")
        }
        return .asked
    }

    /// A name or address; an IPv6 address without its brackets.
    private static func host(_ text: Substring) -> String? {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let bare = isBracketed ? text.dropFirst().dropLast() : text
        guard !bare.isEmpty, isBracketed || !bare.contains(":"), !bare.contains("/"), !bare.contains("@") else {
            return nil
        }
        return String(bare)
    }
}
