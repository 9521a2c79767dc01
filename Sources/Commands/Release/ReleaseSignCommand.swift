import Arguments
import ReleaseStore

/// `cjctl release sign`: a person vouches for a release with an OpenSSH key.
struct ReleaseSignCommand: Command {
    static let specification = CommandSpecification(
        name: "sign", summary: "Sign a release's manifest with an OpenSSH key.",
        discussion: """
            By ssh-keygen -Y sign, in the namespace cjctl-release@v1. Nobody is asked for a passphrase: ssh-add an \
            encrypted key, and name its .pub. The release is proven first.
            """,
        examples: [
            CommandExample("cjctl release sign v4.0.0 --key ~/.ssh/id_ed25519.pub", "with a key of the agent's")
        ],
        options: [
            OptionSpecification("--key", .requiredValue("FILE"), summary: "The key, or its .pub for the agent's.")
        ],
        positionals: [PositionalSpecification("NAME", summary: "The release.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let folder = try site.release(named: context.arguments.positional("NAME") ?? "")
        let key = context.path(context.arguments.value("--key") ?? "")
        let now = context.workshop.currentTime()
        let made = try await CommandFailure.ofReleases { () async throws(ReleaseError) in
            try await folder.sign(key: key, at: now)
        }
        context.output.print("signed \(folder.name) with \(made.fingerprint)")
        context.output.say("  file      \(made.file)")
        return .asked
    }
}

/// `cjctl release archive`: one file of a release, the same for everybody.
struct ReleaseArchiveCommand: Command {
    static let specification = CommandSpecification(
        name: "archive", summary: "Pack a release into a tar file, the same bytes wherever it is done.",
        options: [
            OptionSpecification(
                "--output", short: "-o", .value("FILE"), summary: "The file; .tar.gz is compressed.",
                defaultText: "NAME.tar beside the release")
        ],
        positionals: [PositionalSpecification("NAME", summary: "The release.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let folder = try site.release(named: context.arguments.positional("NAME") ?? "")
        _ = try await site.prove(folder)
        let target = context.arguments.value("--output").map(context.path) ?? "\(folder.path).tar"
        try await CommandFailure.ofReleases { () async throws(ReleaseError) in try await folder.archive(to: target) }
        context.output.print(target)
        return .asked
    }
}
