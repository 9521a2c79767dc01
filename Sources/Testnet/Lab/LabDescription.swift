internal import CanonicalJSON

/// What a lab is: the part of it that is on disk as `lab.json`, so that later commands know it.
public struct LabDescription: Sendable, Codable, Hashable {
    /// What the nodes are made of.
    public let kind: LabKind
    /// The nodes, validators first.
    public let nodes: [LabNode]
    /// The user who logs in.
    public let user: String
    /// The release that was installed first.
    public let release: String
    /// The private key that opens every node.
    public let privateKey: String
    /// The nodes' host keys, as OpenSSH's known_hosts has them.
    public let knownHosts: String
    /// The inventory written for the lab.
    public let inventory: String

    /// The node of this name.
    public func node(_ name: String) throws(LabError) -> LabNode {
        guard let node = nodes.first(where: { $0.name == name }) else {
            throw LabError(
                .nodeUnknown, "the lab has no node '\(name)'; it has \(nodes.map(\.name).joined(separator: " "))")
        }
        return node
    }

    /// Words that run a command on a node with OpenSSH's client, to put the command after.
    public func ssh(to node: LabNode) -> [String] {
        [
            "ssh", "-F", "none", "-i", privateKey, "-p", "\(node.ports.ssh)", "-o", "BatchMode=yes",
            "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=10",
            "-o", "UserKnownHostsFile=\"\(knownHosts)\"", "-o", "GlobalKnownHostsFile=none", "\(user)@\(node.address)",
        ]
    }

    static func read(_ layout: LabLayout) throws(LabError) -> LabDescription {
        guard let bytes = try? LabFiles.read(layout.descriptionFile),
            let description = try? CanonicalJSON.decode(LabDescription.self, from: bytes)
        else {
            throw LabError(.notUp, "there is no lab in \(layout.folder) that was wholly raised: cjctl lab up")
        }
        return description
    }

    func write(_ layout: LabLayout) throws(LabError) {
        let bytes: [UInt8]
        do throws(CanonicalJSONError) {
            bytes = try CanonicalJSON.encode(self)
        } catch {
            throw LabError(.fileRefused, "\(layout.descriptionFile) cannot be written: \(error)")
        }
        try LabFiles.write(bytes, to: layout.descriptionFile)
    }
}
