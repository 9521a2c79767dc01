import Arguments
import CanonicalJSON
import RolloutEngine

/// `cjctl probe http`: one GET, its status, how long it took, and what lies in its JSON.
struct ProbeHTTPCommand: Command {
    static let specification = CommandSpecification(
        name: "http", summary: "Ask a URL: status, times, and a value of its JSON.",
        discussion: """
            No proxy is used, whatever the environment says, and no redirect followed unless --follow or --follow-to \
            allows it. --value prints what lies at a path of the answer's JSON.
            """,
        examples: [
            CommandExample("cjctl probe http http://127.0.0.1:8080/health", "does it answer 200?"),
            CommandExample(
                "cjctl probe http --value peers.connected http://127.0.0.1:8080/v1/status", "one value of the answer"),
        ],
        options: [
            OptionSpecification("--status", .value("N"), summary: "What it must answer.", defaultText: "200"),
            OptionSpecification(
                "--value", .repeatedValue("PATH"), summary: "Print this of the JSON: a.b, list[0].name."),
        ] + ProbeOptions.http + [Options.json],
        positionals: [PositionalSpecification("URL", summary: "What to ask.")], exitCodes: ProbeOptions.exitCodes)

    private struct Document: Encodable {
        struct Times: Encodable {
            let lookup: Int64
            let connect: Int64
            let handshake: Int64
            let firstByte: Int64
            let total: Int64
        }

        let version = 1
        let status: Int
        let expectedStatus: Int
        let contentType: String?
        let location: String?
        let bytes: Int
        let microseconds: Times
        let values: [String: JSONValue]
    }

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let expected =
            try CommandFailure.ofUsage { () throws(UsageError) in
                try context.arguments.integer("--status", in: 100...599)
            } ?? 200
        let answer = try await ProbeOptions.ask(context.arguments.positional("URL") ?? "", context)
        let paths = context.arguments.values("--value")
        let values = try values(at: paths, of: answer)
        if context.arguments.flag("--json") {
            try ProbeOptions.print(Self.document(answer, expected, values), context)
        } else {
            context.output.print(Self.lines(answer) + paths.map { "\($0)  \(Self.text(values[$0] ?? .null))" })
        }
        guard answer.status == expected else {
            throw CommandFailure(.failed, "the status is \(answer.status), not \(expected)")
        }
        return .asked
    }

    private func values(
        at paths: [String], of answer: InquiryAnswer
    ) throws(CommandFailure) -> [String: JSONValue] {
        guard !paths.isEmpty else { return [:] }
        let json: JSONValue
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON.decode(JSONValue.self, from: answer.body, limit: ProbeOptions.maximumBody)
        } catch {
            throw CommandFailure(.failed, "the answer (\(answer.status)) is no JSON: \(error)")
        }
        var found: [String: JSONValue] = [:]
        for path in paths {
            guard let value = json.value(at: path) else {
                throw CommandFailure(.failed, "the answer (\(answer.status)) has nothing at \(path)")
            }
            found[path] = value
        }
        return found
    }

    private static func lines(_ answer: InquiryAnswer) -> [String] {
        let timing = answer.timing
        var stages = ["connected \(ProbeOptions.milliseconds(timing.connect))"]
        if timing.handshake > 0 { stages.append("TLS \(ProbeOptions.milliseconds(timing.handshake))") }
        stages += [
            "first byte \(ProbeOptions.milliseconds(timing.firstByte))",
            "all \(ProbeOptions.milliseconds(timing.total))",
        ]
        let kind = answer.contentType.map { "   \($0)" } ?? ""
        return ["\(answer.status)\(kind)   \(answer.body.count) bytes", "  " + stages.joined(separator: " · ")]
            + (answer.location.map { ["  redirects to \($0)"] } ?? [])
    }

    /// A text as it is, anything else as JSON.
    private static func text(_ value: JSONValue) -> String {
        if case .text(let text) = value { return text }
        return (try? CanonicalJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "–"
    }

    private static func document(
        _ answer: InquiryAnswer, _ expected: Int, _ values: [String: JSONValue]
    ) -> Document {
        Document(
            status: answer.status, expectedStatus: expected, contentType: answer.contentType, location: answer.location,
            bytes: answer.body.count,
            microseconds: Document.Times(
                lookup: answer.timing.lookup, connect: answer.timing.connect, handshake: answer.timing.handshake,
                firstByte: answer.timing.firstByte, total: answer.timing.total),
            values: values)
    }
}
