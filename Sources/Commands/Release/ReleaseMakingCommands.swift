import Arguments
import FleetConfig
import FleetModel
import ReleaseStore

/// `cjctl release init`: a release of files that are there.
struct ReleaseInitCommand: Command {
    static let specification = CommandSpecification(
        name: "init", summary: "Make a release of files: copies them, writes their checksums and the manifest.",
        examples: [
            CommandExample("cjctl release init v4.0.0 build/coinjectured --expires 90d", "a release of one program")
        ],
        options: [
            OptionSpecification(
                "--sequence", .value("N"), summary: "Its place among all releases.", defaultText: "the next one"),
            OptionSpecification("--expires", .value("WHEN"), summary: "A time in UTC, or how long from now: 90d."),
            OptionSpecification(
                "--from-version", .value("VERSION"), summary: "The oldest version that can be upgraded."),
            OptionSpecification(
                "--state-breaking", .flag, summary: "It changes data; older releases may not read them."),
            OptionSpecification(
                "--revertible-until-height", .value("HEIGHT"), summary: "The last height with a way back."),
            OptionSpecification("--toolchain", .value("TEXT"), summary: "What it was built with."),
        ] + ReleaseAdditions.options,
        positionals: [
            PositionalSpecification("NAME", summary: "vX.Y.Z, or phase<N>-<feature>-<X.Y.Z>."),
            PositionalSpecification("FILE", .any, summary: "What goes to the nodes, the service's program among them."),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let folder = try site.release(named: context.arguments.positional("NAME") ?? "")
        let header = try header(site)
        let manifest = try CommandFailure.ofReleases { () throws(ReleaseError) in
            try folder.make(header, ReleaseAdditions(context))
        }
        context.output.print(
            "made \(manifest.name), sequence \(manifest.sequence), in \(site.project.releases)/\(manifest.name)")
        context.output.say("  next      cjctl release sign \(manifest.name) --key FILE")
        return .asked
    }

    private func header(_ site: Site) throws(CommandFailure) -> ReleaseHeader {
        let arguments = site.context.arguments
        let highest = try site.allReleases().map(\.sequenceIfReadable).max() ?? 0
        let now = site.context.workshop.currentTime()
        do throws(UsageError) {
            let most = Int(ReleaseManifestReader.maximumNumber)
            let sequence = try arguments.integer("--sequence", in: 1...most).map { Int64($0) }
            var header = ReleaseHeader(sequence: sequence ?? highest + 1)
            header.expires = try arguments.value("--expires", expected: "2027-02-20T00:00:00Z or 90d") { text in
                Timestamp(text)
                    ?? TimeSpan(text).map { Timestamp(clampingSeconds: now.seconds + $0.milliseconds / 1000) }
            }
            header.fromVersion = try arguments.value("--from-version", expected: "a version such as 3.17.0") {
                SemanticVersion($0)
            }
            header.isStateBreaking = arguments.flag("--state-breaking")
            header.revertibleUntilHeight = try arguments.integer("--revertible-until-height", in: 0...most).map {
                Int64($0)
            }
            header.toolchain = arguments.value("--toolchain")
            return header
        } catch {
            throw CommandFailure(.usage, error.description.split(separator: "\n").map(String.init))
        }
    }
}

/// `cjctl release add`: more files for a release that nobody has signed.
struct ReleaseAddCommand: Command {
    static let specification = CommandSpecification(
        name: "add", summary: "Put files into a release that nobody has signed yet.",
        options: ReleaseAdditions.options,
        positionals: [
            PositionalSpecification("NAME", summary: "The release."),
            PositionalSpecification("FILE", .any, summary: "What goes to the nodes; one of the same name is replaced."),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let folder = try site.release(named: context.arguments.positional("NAME") ?? "")
        let manifest = try CommandFailure.ofReleases { () throws(ReleaseError) in
            try folder.add(ReleaseAdditions(context))
        }
        context.output.print(
            manifest.files.map { "\($0.digest)  \(manifest.name)/\($0.name)" }
                + manifest.attachments.map { "\($0.digest)  \(manifest.name)/\($0.name)" })
        return .asked
    }
}

extension ReleaseAdditions {
    static let options = [
        OptionSpecification("--sbom", .value("FILE"), summary: "What is in it; stays on this machine."),
        OptionSpecification("--provenance", .value("FILE"), summary: "Where it comes from; stays on this machine."),
        OptionSpecification(
            "--config-template", .value("FILE"), summary: "The template of the nodes' configurations; stays here, too."),
    ]

    init(_ context: CommandContext) {
        self.init(
            files: context.arguments.positionals("FILE").map(context.path),
            sbom: context.arguments.value("--sbom").map(context.path),
            provenance: context.arguments.value("--provenance").map(context.path),
            configurationTemplate: context.arguments.value("--config-template").map(context.path))
    }
}
