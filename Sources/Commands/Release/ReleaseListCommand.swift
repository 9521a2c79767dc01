import Arguments
import CanonicalJSON
import FleetConfig
import FleetModel
import ReleaseStore
import Screens

/// `cjctl release list`: the releases of this project, oldest first.
struct ReleaseListCommand: Command {
    static let specification = CommandSpecification(
        name: "list", summary: "List the releases on this machine, each proven.",
        discussion: "STATE says where the ledger knows a release to be, or why it would be refused.",
        options: [Options.json])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let look = try await ReleaseLook(site)
        var rows: [ReleaseRow] = []
        for folder in try site.allReleases().sorted(by: ReleaseFolder.isOlder) {
            rows.append(await look.look(at: folder).row)
        }
        if context.arguments.flag("--json") {
            do throws(CanonicalJSONError) {
                context.output.write(try CanonicalJSON.encode(rows) + Array("\n".utf8))
            } catch {
                throw CommandFailure(.failed, "\(error)")
            }
        } else {
            context.output.print(ReleaseListScreen(rows: rows).lines)
        }
        return .asked
    }
}

/// `cjctl release show`: everything that is known of one.
struct ReleaseShowCommand: Command {
    static let specification = CommandSpecification(
        name: "show", summary: "Show what a release says of itself.",
        positionals: [PositionalSpecification("NAME", summary: "The release.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let folder = try site.release(named: context.arguments.positional("NAME") ?? "")
        let found = try await ReleaseLook(site).look(at: folder)
        guard let proven = found.proven else { throw CommandFailure(.refused, found.lines) }
        context.output.print(
            ReleaseScreen(row: found.row, manifest: proven.manifest, files: proven.release.files).lines)
        return .asked
    }
}

/// `cjctl release verify`: would these releases be used?
struct ReleaseVerifyCommand: Command {
    static let specification = CommandSpecification(
        name: "verify", summary: "Prove releases as a rollout would: files, manifest, signatures, expiry.",
        discussion: "Without NAME all of the project. Exit 2 when one would be refused.",
        positionals: [PositionalSpecification("NAME", .any, summary: "The releases.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        var folders: [ReleaseFolder] = []
        for name in context.arguments.positionals("NAME") { folders.append(try site.release(named: name)) }
        if folders.isEmpty { folders = try site.allReleases() }
        guard !folders.isEmpty else {
            throw CommandFailure(
                .failed, "there is no release in \(site.project.releases)/", next: "cjctl release init NAME FILE")
        }
        var code = ExitCode.asked
        for folder in folders {
            do throws(CommandFailure) {
                let proven = try await site.prove(folder)
                let signed = proven.signers.isEmpty ? "" : "  signed by \(proven.signers.joined(separator: ", "))"
                context.output.print("\(folder.name)  proven  \(proven.release.digest)\(signed)")
            } catch {
                context.output.say(error.lines)
                code = error.code
            }
        }
        return code
    }
}
