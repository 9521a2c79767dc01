import Arguments
import FleetConfig
import ReleaseStore
import RolloutPlanning

/// `cjctl release prune`: removes releases that nobody needs from this machine.
struct ReleasePruneCommand: Command {
    static let specification = CommandSpecification(
        name: "prune", summary: "Remove old releases from this machine; without --yes says which.",
        discussion: """
            Never removed: what the ledger says is installed or the way back on any node of any network, the project's own \
            release, and the newest. A ledger that knows no run removes nothing.
            """,
        options: [
            OptionSpecification("--keep", .value("N"), summary: "How many of the newest stay.", defaultText: "3"),
            OptionSpecification("--yes", .flag, summary: "Do it."),
        ])

    private static let standardKeep = 3
    private static let mostKept = 1_000_000

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let keep: Int
        do throws(UsageError) {
            keep = try context.arguments.integer("--keep", in: 1...Self.mostKept) ?? Self.standardKeep
        } catch {
            throw CommandFailure(.usage, error.description.split(separator: "\n").map(String.init))
        }
        let look = try await ReleaseLook(site)
        guard !look.uses.isEmpty else {
            throw CommandFailure(
                .refused, "the ledger knows no run, so nobody can say what is installed; nothing was removed",
                next: "remove folders by hand, if you know better")
        }
        let sorted = try site.allReleases().sorted(by: ReleaseFolder.isOlder)
        let old = sorted.dropLast(keep).filter { $0.name != site.project.release && !look.uses.isInUse($0.name) }
        guard !old.isEmpty else {
            context.output.print("nothing to remove")
            return .asked
        }
        guard context.arguments.flag("--yes") else {
            context.output.print(
                old.map { "would remove \($0.name)" } + ["Nothing was removed. Do it:  cjctl release prune --yes"])
            return .asked
        }
        for folder in old {
            try CommandFailure.ofReleases { () throws(ReleaseError) in try folder.remove() }
            context.output.print("removed \(folder.name)")
        }
        return .asked
    }
}
