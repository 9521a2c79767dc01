import Crypto
import Files
import Lab

/// Everything of a node that a release may change, as it is on its disk and in its process now.
struct NodePicture: Equatable, CustomStringConvertible {
    let name: String
    let current: String
    let previous: String
    /// SHA-256 of the file that each process of the service runs: one, when all is well.
    let running: [String]
    /// What stands in the install root, in `releases` and in `store`: leftovers would show.
    let root: [String]
    let releases: [String]
    let store: [String]
    /// SHA-256 of the configuration and the service script.
    let configuration: [String]

    init(_ node: LabNode) throws {
        name = node.name
        current = (try? File.readSymbolicLink("\(node.installRoot)/current")) ?? "none"
        previous = (try? File.readSymbolicLink("\(node.installRoot)/previous")) ?? "none"
        running = try Self.processes(of: node).compactMap { try? Self.digest("/proc/\($0)/exe") }
        root = try Directory.list(node.installRoot)
        releases = try Directory.list("\(node.installRoot)/releases")
        store = try Directory.list("\(node.installRoot)/store")
        configuration = try [node.configurationFile, node.serviceScript].map(Self.digest)
    }

    var description: String {
        "\(name): current \(current), previous \(previous), running \(running.map { $0.prefix(12) }), root \(root), "
            + "releases \(releases), store \(store.map { $0.prefix(16) })"
    }

    /// Processes whose program lies in the node's store.
    static func processes(of node: LabNode) throws -> [Int32] {
        try Directory.list("/proc").compactMap(Int32.init).filter { pid in
            (try? File.readSymbolicLink("/proc/\(pid)/exe"))?.hasPrefix("\(node.installRoot)/store/") == true
        }
    }

    private static func digest(_ path: String) throws -> String { Hexadecimal.encode(try SHA256.hash(file: path)) }
}

/// What may not have changed when something was refused: links, configuration, and the very process.
struct UntouchedNode: Equatable, CustomStringConvertible {
    let processes: [Int32]
    let links: [String]
    let configuration: [String]

    init(_ node: LabNode) throws {
        let picture = try NodePicture(node)
        processes = try NodePicture.processes(of: node)
        links = [picture.current, picture.previous]
        configuration = picture.configuration
    }

    var description: String { "processes \(processes), links \(links)" }
}
