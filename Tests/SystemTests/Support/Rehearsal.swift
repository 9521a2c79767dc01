import Crypto
import Files
import Glibc
import Lab
import LoopbackSSH
import ReleaseStamp
import Testing

/// A project folder of its own with a lab in it, and the built program to drive it with.
struct Rehearsal: Sendable {
    static let old = "v3.17.0"
    static let new = "v4.0.0"
    /// Labs this small have no quorum to lose.
    static let waiver = ["--waive", "quorum=a lab of few nodes"]

    let folder: String
    let lab: Lab
    let nodes: [LabNode]

    var program: BuiltProgram { BuiltProgram(folder: folder) }
    var ledger: LedgerView { LedgerView(path: "\(folder)/.cjctl/ledger.db") }

    /// Raises a lab on the old release, makes the new one, and removes everything at the end, however it comes.
    static func with(
        nodes: Int, playbook: Playbook = Playbook(), _ body: (Rehearsal) async throws -> Void
    ) async throws {
        let project = try TemporaryDirectory(prefix: "system")
        let folder = project.path
        try Directory.makeWithParents("\(folder)/playbooks")
        let settings = try File.read(FilePath.join(Self.repository, "cjctl.yaml"), limit: 1 << 20)
        try AtomicFile.write(settings, to: "\(folder)/cjctl.yaml")
        try AtomicFile.write(Array(playbook.text.utf8), to: "\(folder)/playbooks/rollout.yaml")
        let lab = try Lab(project: folder)
        do {
            let raised = try await lab.up(LabPlan(nodes: nodes, release: old, blockTime: 200))
            _ = try await lab.makeRelease(new)
            try await body(Rehearsal(folder: folder, lab: lab, nodes: raised.nodes))
        } catch {
            endPrograms(of: folder)
            _ = try? await lab.down()
            throw error
        }
        endPrograms(of: folder)
        _ = try await lab.down()
    }

    func rollout(_ goal: String..., release: String = new) -> [String] {
        ["rollout"] + goal + ["--release", release] + Self.waiver
    }

    func pictures() throws -> [NodePicture] { try nodes.map(NodePicture.init) }
    func untouched() throws -> [UntouchedNode] { try nodes.map(UntouchedNode.init) }

    /// The release that each node's `current` names.
    func releases() throws -> [String] { try pictures().map { FilePath.name(of: $0.current) } }

    /// Expects exit code 2 with one error that says all of `texts`, and every node as it was.
    func expectRefusal(
        _ words: [String], saying texts: [String], at place: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try untouched()
        let said = try await program.expect(2, words, at: place)
        #expect(said.errors.count == 1, "\(said)", sourceLocation: place)
        for text in texts { #expect(said.text.contains(text), "'\(text)' in: \(said)", sourceLocation: place) }
        #expect(try untouched() == before, "\(said)", sourceLocation: place)
    }

    /// What a node's fence says.
    func fence(of node: LabNode) throws -> String {
        String(decoding: try File.read("\(node.stateFolder)/fence", limit: 4096), as: UTF8.self)
    }

    /// Takes the new release and the way back to it off every node, as if it had never been there.
    func forget(_ release: String = new) throws {
        for node in nodes {
            let link = "\(node.installRoot)/releases/\(release)"
            guard let target = try? File.readSymbolicLink(link) else { continue }
            let store = FilePath.join("\(node.installRoot)/store", FilePath.name(of: target))
            if File.exists("\(node.installRoot)/previous") { try File.remove("\(node.installRoot)/previous") }
            try File.remove(link)
            try Self.removeStore(store)
        }
    }

    /// Removes a release from a node's store, where folders may not be written.
    static func removeStore(_ folder: String) throws {
        guard File.exists(folder) else { return }
        try File.setMode(folder, 0o755)
        try Directory.removeTree(folder)
    }

    /// The file of a release in a node's store.
    func storedProgram(_ release: String, on node: LabNode) throws -> String {
        let target = try File.readSymbolicLink("\(node.installRoot)/releases/\(release)")
        return "\(node.installRoot)/store/\(FilePath.name(of: target))/coinjectured"
    }

    /// A controller that a failed test left behind works in the project's folder, and nobody else does.
    private static func endPrograms(of folder: String) {
        for pid in ((try? Directory.list("/proc")) ?? []).compactMap(Int32.init) {
            guard (try? File.readSymbolicLink("/proc/\(pid)/exe")) == BuiltProgram.path,
                (try? File.readSymbolicLink("/proc/\(pid)/cwd")) == folder
            else { continue }
            _ = kill(pid, SIGKILL)
        }
    }

    /// Changes one bit in the middle of a file, and gives back the digests from before and after.
    static func flipBit(in path: String) throws -> (expected: String, found: String) {
        let mode = try File.metadata(path).mode
        var bytes = try File.read(path, limit: 256 << 20)
        let expected = Hexadecimal.encode(SHA256.hash(bytes))
        bytes[bytes.count / 2] ^= 1
        // In place: a release's folder in a store may not be written.
        try File.setMode(path, 0o755)
        try FileDescriptor(opening: path, for: .readWrite(mode: mode)).write(bytes)
        try File.setMode(path, mode)
        return (expected, Hexadecimal.encode(SHA256.hash(bytes)))
    }

    static let repository = (0..<4).reduce(#filePath) { path, _ in FilePath.parent(of: path) }
}

/// A playbook in tenths of seconds.
struct Playbook {
    var phases = "canary 1% 200ms 1, full 100% 200ms 1"
    var unreachable = 0
    var healthy = "10s"

    var text: String {
        let lines = phases.split(separator: ", ").map { phase in
            let words = phase.split(separator: " ")
            return "  - {name: \(words[0]), coverage: \(words[1]), bake: \(words[2]), batch: \(words[3])}"
        }
        return
            (["phases:"] + lines + [
                "deadlines: {healthy: \(healthy), recovery: 10s, min_healthy: 500ms, poll: 100ms}",
                "budget: {unreachable_hosts: \(unreachable)}",
            ]).joined(separator: "\n") + "\n"
    }
}

/// What every suite of this target needs.
enum Needs {
    static var sshd: Bool { LoopbackSSH.isAvailable }
    static let sshdReason = Comment(rawValue: LoopbackSSH.skipReason)
    /// `script/test --long`.
    static var isLong: Bool { unsafe getenv("CJCTL_TEST_LONG") != nil }
}
