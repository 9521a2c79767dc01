import Arguments
import Files
import Metrics
import RolloutEngine
import Screens

/// `cjctl probe metrics`: what an exporter says, read as the gates read it.
struct ProbeMetricsCommand: Command {
    static let specification = CommandSpecification(
        name: "metrics", summary: "Read an exporter's metrics, and say where they are wrong.",
        discussion: """
            Reads Prometheus' text format and OpenMetrics from a URL, from a file, or from standard input (-). A text that \
            breaks a rule of the format is refused whole, with its line. --json gives values as text, for JSON has no NaN.
            """,
        examples: [
            CommandExample("cjctl probe metrics http://127.0.0.1:9100/metrics", "a node's"),
            CommandExample("cjctl probe metrics --json metrics.txt", "what was saved of one"),
        ],
        options: ProbeOptions.http + [Options.json],
        positionals: [PositionalSpecification("SOURCE", summary: "A URL, a file, or - for standard input.")],
        exitCodes: ProbeOptions.exitCodes)

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let source = context.arguments.positional("SOURCE") ?? ""
        let (text, format, elapsed) = try await read(source, context)
        let exposition: Exposition
        do throws(ExpositionError) {
            exposition = try Exposition(parsing: text, as: format)
        } catch {
            throw CommandFailure(
                .failed, "\(Self.shown(source)) is not what Prometheus reads", facts: ["line      \(error)"])
        }
        if context.arguments.flag("--json") {
            try ProbeOptions.print(
                ProbeMetricsDocument(exposition, source: Self.shown(source), format: format, bytes: text.count), context
            )
        } else {
            context.output.print(MetricsScreen(exposition).lines)
            let time = elapsed.map { "   answered in \(ProbeOptions.milliseconds($0))" } ?? ""
            context.output.say("\(MetricsScreen(exposition).sum), \(text.count) bytes\(time)")
        }
        return .asked
    }

    private func read(
        _ source: String, _ context: CommandContext
    ) async throws(CommandFailure) -> (text: [UInt8], format: ExpositionFormat, microseconds: Int64?) {
        guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
            let path = source == "-" ? "/dev/stdin" : FilePath.join(context.folder, source)
            let text = try CommandFailure.ofFiles { () throws(FileError) in
                try File.read(path, limit: ExpositionLimits.standard.bytes)
            }
            return (text, ExpositionFormat(contentType: nil, text: text), nil)
        }
        let answer = try await ProbeOptions.ask(source, accepting: ExpositionFormat.accept, context)
        guard answer.status == 200 else {
            throw CommandFailure(
                .failed, "\(Self.shown(source)) answers \(answer.status)",
                facts: answer.location.map { ["location  \(Self.shown($0))"] } ?? [])
        }
        return (
            answer.body, ExpositionFormat(contentType: answer.contentType, text: answer.body), answer.timing.total
        )
    }

    /// A URL without its query and user, which may hold secrets.
    private static func shown(_ source: String) -> String {
        guard let scheme = source.firstRange(of: "://") else { return source }
        let rest = source[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return "\(source[..<scheme.upperBound])\(host)\(rest.dropFirst(authority.count))"
    }
}
