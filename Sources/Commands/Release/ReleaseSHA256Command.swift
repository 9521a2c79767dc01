import Arguments
import Checksums
import Files
import FleetConfig
import FleetModel
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
        return try checkReleases(Site(context))
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

    private func checkReleases(_ site: Site) throws(CommandFailure) -> ExitCode {
        let folders = try folders(site)
        guard !folders.isEmpty else {
            throw CommandFailure(
                .failed, "there is no release in \(site.project.releases)/", next: "cjctl lab release v4.0.0 makes one")
        }
        for folder in folders {
            let release = try folder.load()
            try folder.refuseUnlisted(release)
            site.context.output.print(release.files.map { "\($0.digest)  \(release.name)/\($0.name)" })
        }
        return .asked
    }

    private func folders(_ site: Site) throws(CommandFailure) -> [ReleaseFolder] {
        if site.context.arguments.value("--release") != nil || site.project.release != nil {
            return [try ReleaseFolder.wanted(by: site)]
        }
        guard File.exists(site.releasesFolder) else { return [] }
        let entries = try CommandFailure.ofFiles { () throws(FileError) in try Directory.list(site.releasesFolder) }
        return entries.sorted().compactMap { entry -> ReleaseFolder? in
            let path = FilePath.join(site.releasesFolder, entry)
            guard let name = ReleaseName(rawValue: entry), (try? File.metadata(path).kind) == .directory else {
                return nil
            }
            return ReleaseFolder(name: name, path: path, binary: site.project.service.binary)
        }
    }
}

extension ReleaseFolder {
    /// What may lie beside the listed files: the listing itself and what people read.
    private static let companions = [".sha256", ".md"]

    /// A file that nobody vouches for has no place in a release.
    func refuseUnlisted(_ release: Release) throws(CommandFailure) {
        let listed = Set(release.files.map(\.name))
        let entries = try CommandFailure.ofFiles { () throws(FileError) in try Directory.list(path) }
        let strangers = entries.filter { entry in
            !listed.contains(entry) && !Self.companions.contains { entry.hasSuffix($0) }
        }
        guard let first = strangers.min() else { return }
        throw CommandFailure(
            .refused, "\(path)/\(first) is not listed in \(binary).sha256", next: "list it, or remove it")
    }
}
