import Arguments
import CanonicalJSON
import RolloutEngine

/// `cjctl probe jsonrpc`: one call and its result.
struct ProbeJSONRPCCommand: Command {
    static let specification = CommandSpecification(
        name: "jsonrpc", summary: "Call a method by JSON-RPC 2.0 and print its result.",
        discussion: """
            A parameter is JSON; what is no JSON is taken as text. An answer with an error, with another id, or without a \
            result fails.
            """,
        examples: [
            CommandExample("cjctl probe jsonrpc http://127.0.0.1:8080/rpc getblockcount", "the height"),
            CommandExample("cjctl probe jsonrpc http://127.0.0.1:8080/rpc getblockinfo 12", "a block"),
        ],
        options: [
            OptionSpecification("--value", .value("PATH"), summary: "Print this of the result: a.b, list[0].name.")
        ] + ProbeOptions.http + [Options.json],
        positionals: [
            PositionalSpecification("URL", summary: "Where the node takes calls."),
            PositionalSpecification("METHOD", summary: "What to call."),
            PositionalSpecification("PARAMETER", .any, summary: "In order."),
        ], exitCodes: ProbeOptions.exitCodes)

    private struct Call: Encodable {
        let jsonrpc = "2.0"
        let id = 1
        let method: String
        let params: [JSONValue]
    }

    private struct Document: Encodable {
        let version = 1
        let method: String
        let result: JSONValue
        let microseconds: Int64
    }

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let method = context.arguments.positional("METHOD") ?? ""
        let call = Call(method: method, params: context.arguments.positionals("PARAMETER").map(Self.parameter))
        let body: [UInt8]
        do throws(CanonicalJSONError) { body = try CanonicalJSON.encode(call) } catch {
            throw CommandFailure(.usage, "the call cannot be written: \(error)")
        }
        let answer = try await ProbeOptions.ask(context.arguments.positional("URL") ?? "", json: body, context)
        let result = try Self.result(answer, of: method)
        let path = context.arguments.value("--value")
        guard let value = path.map({ result.value(at: $0) }) ?? result else {
            throw CommandFailure(.failed, "the result of \(method) has nothing at \(path ?? "")")
        }
        if context.arguments.flag("--json") {
            let document = Document(method: method, result: value, microseconds: answer.timing.total)
            try ProbeOptions.print(document, context)
        } else if case .text(let text) = value {
            context.output.print(text)
        } else {
            try ProbeOptions.print(value, context)
        }
        return .asked
    }

    private static func parameter(_ word: String) -> JSONValue {
        (try? CanonicalJSON.decode(JSONValue.self, from: Array(word.utf8))) ?? .text(word)
    }

    private static func result(_ answer: InquiryAnswer, of method: String) throws(CommandFailure) -> JSONValue {
        let json: JSONValue
        do throws(CanonicalJSONError) {
            json = try CanonicalJSON.decode(JSONValue.self, from: answer.body, limit: ProbeOptions.maximumBody)
        } catch {
            throw CommandFailure(.failed, "\(method): the answer (\(answer.status)) is no JSON: \(error)")
        }
        guard case .object(let object) = json, object["jsonrpc"] == .text("2.0") else {
            throw CommandFailure(.failed, "\(method): the answer (\(answer.status)) is none of JSON-RPC 2.0")
        }
        if let error = object["error"], error != .null {
            let code = error.value(at: "code").flatMap { if case .integer(let code) = $0 { "\(code)" } else { nil } }
            let text = error.value(at: "message").flatMap { if case .text(let text) = $0 { text } else { nil } }
            throw CommandFailure(.failed, "\(method) fails with \(code ?? "no code"): \(text ?? "no message")")
        }
        guard object["id"] == .integer(1), let result = object["result"] else {
            throw CommandFailure(.failed, "\(method): the answer (\(answer.status)) is not one to this call")
        }
        return result
    }
}
