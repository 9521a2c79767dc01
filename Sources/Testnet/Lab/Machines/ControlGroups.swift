internal import Crypto
internal import Files
internal import Glibc
internal import Reactor

/// The control groups that a lab's machines run in where this machine's own init is not systemd.
///
/// systemd-nspawn makes the groups of a machine below its own, always with the same names: each machine needs a group
/// of its own to be started in. Where systemd runs this machine, it gives each a scope, and there is nothing to do.
struct ControlGroups: Sendable {
    let layout: LabLayout

    /// Where hierarchies are that systemd in a machine uses: its own of version 1, and that of version 2.
    private static let places = ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup"]
    /// Groups of processes that have just ended stay busy for a moment.
    private static let attempts = 40
    private static let pause = Duration.milliseconds(50)
    private static let deepest = 16

    /// True when systemd runs this machine (sd_booted(3)).
    static var systemdIsInit: Bool { File.exists("/run/systemd/system") }

    /// Names the lab among this machine's groups and machines.
    var name: String {
        "cjlab-\(Hexadecimal.encode(SHA256.hash(Array(layout.folder.utf8))).prefix(12))"
    }

    private var hierarchies: [String] {
        Self.systemdIsInit ? [] : Self.places.filter { File.exists("\($0)/cgroup.procs") }
    }

    /// Makes a node's groups, and says where they are.
    func make(for node: LabNode) throws(LabError) -> [String] {
        var groups: [String] = []
        for hierarchy in hierarchies {
            let group = "\(hierarchy)/\(name)/\(node.name)"
            try LabFiles.makeFolder(group)
            groups.append(group)
        }
        return groups
    }

    /// Removes all groups of the lab, whose processes have ended.
    func remove(on reactor: Reactor) async throws(LabError) {
        for hierarchy in hierarchies where File.exists("\(hierarchy)/\(name)") {
            var left = Self.attempts
            while !Self.remove("\(hierarchy)/\(name)", depth: 0) {
                left -= 1
                guard left > 0 else { throw LabError(.fileRefused, "\(hierarchy)/\(name) stays in use") }
                await reactor.sleep(until: .now + Self.pause)
            }
        }
    }

    /// Groups hold files that cannot be removed, and go with them.
    private static func remove(_ group: String, depth: Int) -> Bool {
        guard depth < deepest, let names = try? Directory.list(group) else { return false }
        for name in names {
            let path = "\(group)/\(name)"
            guard let found = try? File.metadataOfLink(path), found.kind == .directory else { continue }
            guard remove(path, depth: depth + 1) else { return false }
        }
        return unsafe rmdir(group) == 0
    }
}
