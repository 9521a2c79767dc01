internal import Files
internal import Processes
internal import Reactor
public import ReleaseStamp

/// A fleet on this machine: for each node a real OpenSSH server on a loopback address of its own, with an install root
/// and a service of its own, running the reference node.
///
/// Any user can raise one. Everything lies in `<project>/.cjctl/lab` (`lab-a`, `lab-b`), but for the inventory in
/// `<project>/inventories/lab` and for releases, which stay.
public struct Lab: Sendable {
    /// What to do about a release that is there already.
    public enum ExistingRelease: Sendable {
        /// Leave it; it is an error when it holds something else than what would be made.
        case keep
        /// Make it anew.
        case replace
    }

    /// Where the lab's files are.
    public let layout: LabLayout
    let reactor: Reactor
    private let nodeProgram: String

    var processes: LabProcesses { LabProcesses(layout: layout, reactor: reactor) }

    /// Takes a line of progress.
    public typealias Progress = @Sendable (String) -> Void

    /// The lab of a project, raised or not.
    ///
    /// - Parameters:
    ///   - project: the project's folder, which must exist.
    ///   - network: which of the project's networks; each is a lab of its own.
    ///   - nodeProgram: the built reference node; nil for the one beside the running program.
    public init(project: String, network: LabNetwork = .only, nodeProgram: String? = nil) throws(LabError) {
        layout = try LabLayout(project: project, network: network)
        do throws(ReactorError) {
            reactor = try Reactor(named: "lab")
        } catch {
            throw LabError(.programFailed, "\(error)")
        }
        if let nodeProgram {
            self.nodeProgram = nodeProgram
        } else {
            guard let own = try? File.readSymbolicLink("/proc/self/exe") else {
                throw LabError(.fileRefused, "/proc/self/exe cannot be read: is /proc mounted?")
            }
            self.nodeProgram = "\(FilePath.parent(of: own))/coinjectured"
        }
    }

    /// Makes a release of the reference node under `releases/NAME` of the project: its program, `coinjectured.sha256`,
    /// `RELEASE_NOTES.md` and `INSTALLATION.md`. Builds of different names differ in their stamp alone.
    public func makeRelease(
        _ name: String, fault: BuildFault = .none, whenThere: ExistingRelease = .keep
    ) async throws(LabError) -> LabRelease {
        try await ReleaseMaker(layout: layout, program: nodeProgram).make(name, fault: fault, whenThere: whenThere)
    }

    /// What keeps this machine from holding a lab of kind systemd; nil when nothing does.
    public static var obstacleToMachines: LabError? {
        do throws(LabError) {
            try MachineSupport.check()
            return nil
        } catch {
            return error
        }
    }

    /// What was raised; `notUp` when nothing is.
    public func description() throws(LabError) -> LabDescription { try LabDescription.read(layout) }

    /// Raises a lab, and returns when every node can be logged in to and says that it is healthy. When something
    /// fails, what was raised so far is removed again.
    public func up(_ plan: LabPlan, progress: @escaping Progress = { _ in }) async throws(LabError) -> LabDescription {
        try plan.check()
        if plan.kind == .systemd { try MachineSupport.check() }
        let raising = LabRaising(lab: self, plan: plan, progress: progress)
        try raising.claimFolder()
        do throws(LabError) {
            return try await raising.run()
        } catch {
            // The failure that brought us here is what the caller should hear of.
            _ = try? await down()
            throw error
        }
    }

    /// How every node is now.
    public func status() async throws(LabError) -> LabStatus {
        let description = try description()
        let probe = try LabProbe(on: reactor)
        let running = try processes.all()
        let nodes = try await EachNode.map(description.nodes) { node throws(LabError) -> LabNodeStatus in
            let own = running.filter { $0.node == node.name }
            let said = await probe.status(of: node)
            let complaint = await probe.complaint(of: node)
            return LabNodeStatus(
                node: node, server: own.first { $0.kind == .sshListener }?.identity.pid,
                service: own.first { $0.kind == .coinjectured }?.identity.pid, version: said?.version,
                height: said?.height, isHealthy: complaint == nil)
        }
        return LabStatus(description: description, nodes: nodes)
    }

    /// Ends every process of the lab and removes its files, whatever state it is in; releases stay. Without a lab it
    /// does nothing.
    public func down(progress: @escaping Progress = { _ in }) async throws(LabError) -> LabRemoval {
        let wasThere = File.exists(layout.folder)
        // A machine is asked nothing: what it would tidy up is removed.
        let endedInMachines = try await processes.end(.sudden) { $0.isOfMachine }
        let ended = try await processes.end(.orderly) + endedInMachines
        try await ControlGroups(layout: layout).remove(on: reactor)
        if ended > 0 { progress("\(ended) processes ended") }
        if File.exists(layout.inventory), try InventoryFile.isOurs(layout.inventory) {
            try LabFiles.remove(layout.inventory)
            try LabFiles.removeIfEmpty(layout.inventoryFolder)
        }
        if wasThere {
            try LabFiles.removeTree(layout.folder)
            progress("\(layout.folder) removed")
        }
        try LabFiles.removeIfEmpty(FilePath.parent(of: layout.folder))
        return LabRemoval(wasThere: wasThere || ended > 0, processes: ended)
    }
}
