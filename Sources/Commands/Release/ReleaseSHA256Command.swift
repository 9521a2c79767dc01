import Arguments
import Checksums
import FleetConfig
import FleetModel
import Glibc
import ReleaseStore
import Terminal

/// `cjctl release sha256`: digests as `sha256sum` prints and checks them; without a file, the project's releases.
struct ReleaseSHA256Command: Command {
    static let specification = CommandSpecification(
        name: "sha256", summary: "Compute and check SHA-256 digests as sha256sum does.",
        discussion: """
            With FILE prints what sha256sum prints; with -c checks as it does. Several files are read at a time. Without \
            either checks the project's releases, and is stricter: plain names only, no duplicates, no file beside those \
            that are listed.
            """,
        examples: [
            CommandExample("cjctl release sha256", "is every release of this project whole?"),
            CommandExample("cjctl release sha256 releases/v4.0.0/coinjectured", "one digest"),
            CommandExample("cjctl release sha256 -c SHA256SUMS --strict", "as sha256sum -c --strict"),
        ],
        options: [
            OptionSpecification(
                "--check", short: "-c", .repeatedValue("FILE"), summary: "Check the files listed in FILE."),
            OptionSpecification("--binary", short: "-b", .flag, summary: "Print a star before each name."),
            OptionSpecification("--text", short: "-t", .flag, summary: "Print a blank before each name (default)."),
            OptionSpecification("--tag", .flag, summary: "Print lines as the BSDs do."),
            OptionSpecification("--zero", short: "-z", .flag, summary: "End lines with NUL, and escape no name."),
        ] + checking + [Options.release],
        positionals: [PositionalSpecification("FILE", .any, summary: "What to digest; - is standard input.")])

    private static let checking = [
        OptionSpecification("--strict", .flag, summary: "With -c: a malformed line is an error."),
        OptionSpecification("--warn", short: "-w", .flag, summary: "With -c: name each malformed line."),
        OptionSpecification("--quiet", .flag, summary: "With -c: no OK lines."),
        OptionSpecification("--status", .flag, summary: "With -c: the exit code says it all."),
        OptionSpecification("--ignore-missing", .flag, summary: "With -c: pass over files that are not there."),
    ]
    private static let printing = ["--binary", "--text", "--tag", "--zero"]

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let arguments = context.arguments
        let (files, listings) = (context.rawPositionals("FILE"), arguments.values("--check"))
        guard files.isEmpty || listings.isEmpty else {
            throw CommandFailure(.usage, "FILE and --check exclude each other", next: "-c LISTING alone")
        }
        let useless = listings.isEmpty ? Self.checking.map(\.name) : Self.printing
        if let first = useless.first(where: { arguments.flag($0) }) {
            throw CommandFailure(.usage, "\(first) means nothing \(listings.isEmpty ? "without" : "with") --check")
        }
        if files.isEmpty, listings.isEmpty { return try await checkReleases(Site(context)) }
        let progress = ChecksumProgress()
        let tool = ChecksumTool(
            workingDirectory: context.folder, atATime: sysconf(Int32(_SC_NPROCESSORS_ONLN)), progress: progress)
        let line = DigestProgressLine(context.output, progress, of: files.map { context.path(ofBytes: $0) })
        let emit = { (line: DigestProgressLine, output: ChecksumOutput) in
            line.clear()
            Self.emit(output, to: context.output)
        }
        let environment = context.workshop.environment
        return await line.shown(environment) {
            let code =
                listings.isEmpty
                ? await tool.printDigests(of: files, form: Self.form(arguments)) { emit(line, $0) }
                : await tool.check(listings.map { Array($0.utf8) }, options: Self.options(arguments)) { emit(line, $0) }
            return code == 0 ? .asked : .failed
        }
    }

    private static func form(_ arguments: ParsedArguments) -> ChecksumForm {
        var form = ChecksumForm()
        form.isBinary = arguments.flag("--binary")
        form.isTagged = arguments.flag("--tag")
        form.isZeroTerminated = arguments.flag("--zero")
        return form
    }

    private static func options(_ arguments: ParsedArguments) -> ChecksumCheckOptions {
        var options = ChecksumCheckOptions()
        options.isStrict = arguments.flag("--strict")
        options.warnsOfMalformedLines = arguments.flag("--warn")
        options.omitsSuccesses = arguments.flag("--quiet")
        options.omitsResults = arguments.flag("--status")
        options.ignoresMissingFiles = arguments.flag("--ignore-missing")
        return options
    }

    /// To a pipe every byte as it is; to a terminal escaped, for a name may hold anything.
    private static func emit(_ line: ChecksumOutput, to output: Output) {
        switch line {
        case .output(let bytes):
            if output.isLive {
                output.print(String(decoding: bytes.dropLast(), as: UTF8.self))
            } else {
                output.write(bytes)
            }
        case .error(let text): output.say(text)
        }
    }

    private func checkReleases(_ site: Site) async throws(CommandFailure) -> ExitCode {
        let folders = try folders(site)
        guard !folders.isEmpty else {
            throw CommandFailure(
                .failed, "there is no release in \(site.project.releases)/", next: "cjctl lab release v4.0.0 makes one")
        }
        for folder in folders {
            let release = try await site.prove(folder).release
            site.context.output.print(release.files.map { "\($0.digest)  \(release.name)/\($0.name)" })
        }
        return .asked
    }

    private func folders(_ site: Site) throws(CommandFailure) -> [ReleaseFolder] {
        if site.context.arguments.value("--release") != nil || site.project.release != nil {
            return [try site.wantedRelease()]
        }
        return try site.allReleases()
    }
}

extension CommandContext {
    /// The values of a positional as they were typed, byte by byte: names of files need not be text.
    func rawPositionals(_ name: String) -> [[UInt8]] {
        var rest = rawWords[...]
        return arguments.positionals(name).map { text in
            let plain = Array(text.utf8)
            guard text.unicodeScalars.contains("\u{FFFD}"),
                let index = rest.firstIndex(where: { String(decoding: $0, as: UTF8.self) == text })
            else { return plain }
            defer { rest = rest[rest.index(after: index)...] }
            return rest[index]
        }
    }

    func path(ofBytes name: [UInt8]) -> String { path(String(decoding: name, as: UTF8.self)) }
}
