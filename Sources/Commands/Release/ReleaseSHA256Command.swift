import Arguments
import Checksums
import FleetConfig
import FleetModel
import ReleaseStore
import Terminal

/// `cjctl release sha256`: digests as `sha256sum` prints and checks them; without a file, the project's releases.
struct ReleaseSHA256Command: Command {
    static let specification = CommandSpecification(
        name: "sha256", summary: "Compute and check SHA-256 digests as sha256sum does.",
        discussion: """
            With FILE prints what sha256sum prints; with -c checks as it does. Without either checks the project's \
            releases, and is stricter: plain names only, no duplicates, no file beside those that are listed.
            """,
        examples: [
            CommandExample("cjctl release sha256", "is every release of this project whole?"),
            CommandExample("cjctl release sha256 releases/v4.0.0/coinjectured", "one digest"),
            CommandExample("cjctl release sha256 -c SHA256SUMS --strict", "as sha256sum -c --strict"),
        ],
        options: [
            OptionSpecification(
                "--check", short: "-c", .repeatedValue("FILE"), summary: "Check the files listed in FILE."),
            OptionSpecification("--strict", .flag, summary: "With -c: a malformed line is an error."),
            OptionSpecification("--warn", short: "-w", .flag, summary: "With -c: name each malformed line."),
            OptionSpecification("--quiet", .flag, summary: "With -c: no OK lines."),
            OptionSpecification("--status", .flag, summary: "With -c: the exit code says it all."),
            OptionSpecification("--ignore-missing", .flag, summary: "With -c: pass over files that are not there."),
            Options.release,
        ],
        positionals: [PositionalSpecification("FILE", .any, summary: "What to digest; - is standard input.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let arguments = context.arguments
        let (files, listings) = (arguments.positionals("FILE"), arguments.values("--check"))
        guard files.isEmpty || listings.isEmpty else {
            throw CommandFailure(.usage, "FILE and --check exclude each other", next: "-c LISTING alone")
        }
        let tool = ChecksumTool(workingDirectory: context.folder)
        let emit = { (line: ChecksumOutput) in Self.emit(line, to: context.output) }
        if !files.isEmpty { return tool.printDigests(of: files, emit) == 0 ? .asked : .failed }
        if !listings.isEmpty {
            return tool.check(listings, options: Self.options(arguments), emit) == 0 ? .asked : .failed
        }
        return try await checkReleases(Site(context))
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
        case .output(let text): if output.isLive { output.print(text) } else { output.write(Array((text + "\n").utf8)) }
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
