internal import Files
internal import Reactor

/// The Debian tree that machines share: made once, kept for all labs of this machine, never written to afterwards.
struct MachineTree: Sendable {
    let reactor: Reactor

    /// Where trees are kept; `cjctl lab down` leaves them there.
    static let cache = "/var/cache/cjctl/trees"
    /// Time that another lab's making of it is waited for.
    private static let patience = Duration.seconds(600)
    /// Time that making it may take: mostly the fetching of some 60 MB of packages.
    private static let longestMaking = Duration.seconds(600)
    private static let pause = Duration.milliseconds(200)

    var path: String { "\(Self.cache)/\(TreeRecipe.name)" }

    /// The tree's path, once it is whole. Two labs that want it at the same time make it once.
    func ready(progress: Lab.Progress) async throws(LabError) -> String {
        if File.exists(path) { return path }
        _ = try Program.path(of: "mmdebstrap", package: "mmdebstrap")
        try LabFiles.makeFolder(Self.cache)
        progress("making the Debian tree that machines share: \(path) (once)")
        let deadline = ContinuousClock.now + Self.patience
        while true {
            if let lock = try lock() {
                if !File.exists(path) { try await make() }
                _ = consume lock
                return path
            }
            guard ContinuousClock.now < deadline else {
                throw LabError(.notReady, "another lab has been making \(path) for \(Self.patience)")
            }
            await reactor.sleep(until: .now + Self.pause)
        }
    }

    private func lock() throws(LabError) -> FileLock? {
        do throws(FileError) {
            return try FileLock.acquireIfFree("\(path).lock")
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }

    /// A making that was cut off leaves its folder, which the next one removes: under the lock it is nobody's.
    private func make() async throws(LabError) {
        let unfinished = "\(path).making"
        try LabFiles.removeTree(unfinished)
        try await Program.run(TreeRecipe.making(unfinished), deadline: Self.longestMaking)
        do throws(FileError) {
            try File.rename(unfinished, to: path)
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }
}
