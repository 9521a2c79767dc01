internal import Files
internal import Glibc

/// Where the files of a project's lab are.
public struct LabLayout: Sendable {
    /// The project's folder, without symbolic links in it.
    public let project: String

    /// Which of the project's networks it is.
    public let network: LabNetwork
    /// The lab's folder; it is there exactly as long as the lab is.
    public var folder: String { "\(project)/.cjctl/\(network.folderName)" }
    /// The one private key that opens every node.
    public var privateKey: String { "\(folder)/key" }
    /// The nodes' host keys, as OpenSSH's known_hosts has them.
    public var knownHosts: String { "\(folder)/known_hosts" }
    /// The inventory written for the lab.
    public var inventory: String { "\(inventoryFolder)/hosts.yml" }

    var inventoryFolder: String { "\(project)/inventories/\(network.folderName)" }
    /// The project file written beside a lab of machines.
    public var projectFile: String { "\(folder)/cjctl.yaml" }
    var playbookFile: String { "\(folder)/playbook.yaml" }
    var descriptionFile: String { "\(folder)/lab.json" }
    var nodesFolder: String { "\(folder)/nodes" }

    /// Where a release's files are.
    public func release(_ name: String) -> String { "\(project)/releases/\(name)" }

    /// Characters that mean something to sshd_config, to a shell or to YAML, even in quotes.
    private static let refusedCharacters: Set<Character> = ["\"", "'", "\\", "%", "$", "`"]

    init(project: String, network: LabNetwork) throws(LabError) {
        guard let real = unsafe realpath(project, nil) else {
            throw LabError(.fileRefused, "the project folder \(project) cannot be read: \(SystemError.last)")
        }
        defer { unsafe free(real) }
        self.network = network
        self.project = unsafe String(cString: real)
        let isRefused = { (character: Character) in
            Self.refusedCharacters.contains(character) || character.unicodeScalars.contains { $0.value < 0x20 }
        }
        guard !self.project.contains(where: isRefused) else {
            throw LabError(.pathUnusable, "a lab needs a project path without quotes, \\, %, $ and control characters")
        }
    }
}
