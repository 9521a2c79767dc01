import Files
import LoopbackSSH

/// A project folder whose inventory names one real server several times, and a host where nobody listens.
final class RemoteProject: Sendable {
    let server: LoopbackSSH
    let folder: String

    /// - Parameter hosts: names that reach the server; `gone-1` reaches nobody.
    init(hosts: [String]) async throws {
        server = try await LoopbackSSH(settings: hosts.indices.map { "ListenAddress \(Self.address($0))" })
        // Goes with the server's own folder.
        folder = "\(server.folder)/project"
        try Directory.make(folder)
        let settings = try File.read(FilePath.join(Rehearsal.repository, "cjctl.yaml"), limit: 1 << 20)
        try AtomicFile.write(settings, to: "\(folder)/cjctl.yaml")
        let key = try server.knownHostsLine().split(separator: " ").dropFirst().joined(separator: " ")
        let known = hosts.indices.map { "[\(Self.address($0))]:\(server.port) \(key)\n" }
        try AtomicFile.write(Array(known.joined().utf8), to: "\(folder)/known_hosts")
        let places = { (name: String) in
            "cj_api: 'http://127.0.0.1:1/\(name)', cj_install_root: /opt/\(name), cj_state_dir: /s/\(name)"
        }
        let names = hosts.enumerated().map { index, name in
            "        \(name): {ansible_host: \(Self.address(index)), \(places(name))}"
        }
        let inventory =
            [
                "all:", "  vars:", "    ansible_host: \(server.address)", "    ansible_user: \(server.user)",
                "    ansible_port: \(server.port)", "    ansible_ssh_private_key_file: \(server.keyFile)",
                "    cj_known_hosts: \(folder)/known_hosts", "    cj_network: net", "    cj_role: observer",
                "  children:", "    up:", "      hosts:",
            ] + names + [
                "    down:", "      hosts:",
                "        gone-1: {ansible_port: 1, \(places("gone-1"))}",
            ]
        try AtomicFile.write(Array((inventory.joined(separator: "\n") + "\n").utf8), to: "\(folder)/hosts.yml")
    }

    /// Each host has an address of its own, for an inventory names no place twice.
    private static func address(_ index: Int) -> String { "127.0.0.\(index + 2)" }

    var program: BuiltProgram { BuiltProgram(folder: folder) }

    /// The words of a command on this inventory.
    func words(_ verb: String, _ rest: [String]) -> [String] { [verb, "-i", "hosts.yml"] + rest }
}
