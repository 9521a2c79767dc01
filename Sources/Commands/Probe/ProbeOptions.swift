import Arguments
import CanonicalJSON
import Files
import FleetModel
import RolloutEngine

/// What the ways of probing have in common.
enum ProbeOptions {
    static let defaultTimeout = TimeSpan.seconds(5)
    /// Of an answer, in bytes.
    static let maximumBody = 16 << 20

    static let timeout = OptionSpecification(
        "--timeout", .value("TIME"), summary: "For the whole exchange.", defaultText: "\(defaultTimeout)")
    static let authority = OptionSpecification(
        "--ca", .value("FILE"), summary: "Trust the authorities of this file (PEM) and no others.")
    static let redirects = [
        OptionSpecification("--follow", .flag, summary: "Follow redirects on the same host and port."),
        OptionSpecification(
            "--follow-to", .repeatedValue("HOST"), summary: "Follow redirects to this host as well."),
    ]
    static let http = [timeout, authority] + redirects
    static let exitCodes = [
        ExitCodeSpecification(0, "the answer is what it should be"),
        ExitCodeSpecification(1, "there is no answer, or another one"),
        ExitCodeSpecification(64, "usage"),
    ]

    static func timeout(_ context: CommandContext) throws(CommandFailure) -> TimeSpan {
        try CommandFailure.ofUsage { () throws(UsageError) in
            try context.arguments.value("--timeout", expected: "a time such as 500ms or 5s") { text in
                TimeSpan(text).flatMap { $0 > .zero ? $0 : nil }
            }
        } ?? defaultTimeout
    }

    /// Hosts to which a redirect is followed; nil for none at all.
    private static func redirects(_ context: CommandContext) -> Set<String>? {
        let hosts = context.arguments.values("--follow-to")
        return hosts.isEmpty && !context.arguments.flag("--follow") ? nil : Set(hosts)
    }

    static func inquirer(_ context: CommandContext) throws(CommandFailure) -> any Inquirer {
        let file = context.arguments.anyValues("--ca").last.map { FilePath.join(context.folder, $0) }
        if let file, !File.exists(file) {
            throw CommandFailure(.usage, "--ca: there is no file \(file)")
        }
        return try CommandFailure.ofPorts { () throws(LedgerFailure) in
            try context.workshop.makeInquirer(authorities: file)
        }
    }

    /// Asks one URL as the options say.
    static func ask(
        _ url: String, accepting accepted: String? = nil, json: [UInt8]? = nil, _ context: CommandContext
    ) async throws(CommandFailure) -> InquiryAnswer {
        let inquiry = Inquiry(
            url, accepted: accepted, json: json, deadline: try timeout(context), maximumBody: maximumBody,
            redirects: redirects(context))
        return try await failing(try inquirer(context), url) { inquirer throws(InquiryFailure) in
            try await inquirer.ask(inquiry)
        }
    }

    static func failing<Value>(
        _ inquirer: any Inquirer, _ place: String, _ body: (any Inquirer) async throws(InquiryFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(InquiryFailure) { return try await body(inquirer) } catch {
            let code: ExitCode = error.code == .invalid ? .usage : .failed
            throw CommandFailure(code, "\(error)", next: next(error, place))
        }
    }

    private static func next(_ error: InquiryFailure, _ place: String) -> String? {
        switch error.code {
        case .timedOut: "the same command with --timeout 30s"
        case .tls: "the same command with --ca FILE, where the authority is one of your own"
        case .redirected: "the same command with --follow-to HOST, where that host is meant"
        case .refused, .unreachable: "ss -ltn on the host, to see which ports are open there"
        default: nil
        }
    }

    static func print(_ document: some Encodable, _ context: CommandContext) throws(CommandFailure) {
        do throws(CanonicalJSONError) {
            context.output.write(try CanonicalJSON.encode(document) + [UInt8(ascii: "\n")])
        } catch {
            throw CommandFailure(.failed, "the document cannot be written: \(error)")
        }
    }

    /// `1.2 ms`.
    static func milliseconds(_ microseconds: Int64) -> String {
        "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
    }
}
