import Arguments
import Files
import FleetConfig
import FleetModel

/// A project folder as a command finds it: `cjctl.yaml`, and what that names.
struct Site {
    /// The largest file that a person writes, in bytes.
    static let maximumFile = 8 << 20

    let context: CommandContext
    let project: Project

    init(_ context: CommandContext) throws(CommandFailure) {
        self.context = context
        guard File.exists(context.path("cjctl.yaml")) else {
            throw CommandFailure(
                .usage, "no cjctl.yaml in \(context.folder)", next: "go to a project folder, or name one with -C FOLDER"
            )
        }
        project = try Self.read("cjctl.yaml", in: context) { ProjectReader.read($0, file: $1) }
    }

    var ledgerPath: String { context.path(project.ledger) }
    var releasesFolder: String { context.path(project.releases) }
    /// Held by the controller of this project while it runs.
    var lockPath: String { FilePath.parent(of: ledgerPath) + "/controller.lock" }

    func inventory() throws(CommandFailure) -> Inventory {
        let inventory = try Self.value(of: try readInventory(), in: context)
        let hosts = inventory.fleet.hosts.map { $0.resolvingLocalFiles(context.path) }
        return Inventory(fleet: Fleet(hosts: hosts, networks: inventory.fleet.networks), groups: inventory.groups)
    }

    /// For commands that do not depend on it: nil when something is wrong with it, and no word of that.
    var fleetIfReadable: Fleet? { (try? readInventory())?.value?.fleet }

    private func readInventory() throws(CommandFailure) -> Diagnosed<Inventory> {
        let defaults = InventoryDefaults(
            userName: context.user, installRoot: project.installRoot, stateDirectory: project.stateDirectory,
            homeDirectory: context.home, networks: project.networks)
        let named = context.arguments.values("--inventory")
        let sources = try InventoryGathering.sources(
            named.isEmpty ? [project.inventory] : named, playbook: project.playbook, in: context)
        return InventoryReader.read(sources, defaults: defaults)
    }

    func policy() throws(CommandFailure) -> RolloutPolicy {
        let file = context.arguments.value("--playbook") ?? project.playbook
        return try Self.read(file, in: context) { PlaybookReader.read($0, file: $1) }
    }

    /// The only network of the inventory, or the one that was named.
    func network(of fleet: Fleet) throws(CommandFailure) -> Network {
        let ids = Set(fleet.hosts.map(\.network)).sorted()
        let id: NetworkID
        if let named = context.arguments.value("--network") {
            guard let found = ids.first(where: { $0.rawValue == named }) else {
                throw CommandFailure(
                    .usage, "the inventory has no network '\(named)'", facts: ["it has \(Self.list(ids))"])
            }
            id = found
        } else {
            guard ids.count == 1, let only = ids.first else {
                throw CommandFailure(
                    .usage, "the inventory has \(ids.count) networks: \(Self.list(ids))",
                    next: "choose one: --network ID")
            }
            id = only
        }
        return fleet.network(id) ?? Network(id: id, outsidePower: .zero)
    }

    private static func list(_ ids: [NetworkID]) -> String { ids.map(\.rawValue).joined(separator: ", ") }

    private static func read<Value>(
        _ file: String, in context: CommandContext, _ reader: ([UInt8], String) -> Diagnosed<Value>
    ) throws(CommandFailure) -> Value {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try File.read(context.path(file), limit: maximumFile) } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        return try value(of: reader(bytes, file), in: context)
    }

    /// Says what is wrong; an error leaves no value.
    private static func value<Value>(
        of diagnosed: Diagnosed<Value>, in context: CommandContext
    ) throws(CommandFailure) -> Value {
        let lines = DiagnosticText.lines(of: diagnosed.diagnostics)
        guard let value = diagnosed.value else { throw CommandFailure(.usage, lines) }
        context.output.say(lines)
        return value
    }
}
