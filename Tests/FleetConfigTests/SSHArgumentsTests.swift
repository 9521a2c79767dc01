import FleetConfig
import FleetModel
import Testing

@Suite("ansible_ssh_common_args")
struct SSHArgumentsTests {
    private func read(_ arguments: String) -> Diagnosed<Inventory> {
        let text = """
            all:
              hosts:
                a: {cj_network: n, cj_role: observer, cj_api: 'http://a:1', ansible_ssh_common_args: "\(arguments)"}
              vars: {cj_install_root: /opt/x, cj_state_dir: /var/lib/x}
            """
        return InventoryReader.read(
            Array(text.utf8), file: "hosts.yml",
            defaults: InventoryDefaults(userName: "me", installRoot: nil, stateDirectory: nil))
    }

    @Test(
        "what says whom to reach and how is read",
        arguments: [
            ("-J ops@gate:2222,inner", ["proxyjump=ops@gate:2222,inner"]),
            ("-o ProxyJump=gate -oHostKeyAlias=h", ["proxyjump=gate", "hostkeyalias=h"]),
            ("-o 'ProxyCommand ssh -W %h:%p gate'", ["proxycommand=ssh -W %h:%p gate"]),
            ("-o ControlMaster=auto -o ControlPersist=60s -o IdentitiesOnly=yes", ["identitiesonly=yes"]),
        ])
    func read(_ arguments: String, _ options: [String]) throws {
        let found = read(arguments)
        #expect(lines(found.diagnostics).isEmpty)
        let host = try #require(found.value?.fleet.hosts.first)
        #expect((host.connection.options ?? []).map { "\($0.name)=\($0.value)" } == options)
        #expect(host.connection.unstated == [.port, .user])
    }

    @Test(
        "everything else is refused by name",
        arguments: ["-F /tmp/config", "-o ForwardAgent=yes", "-o", "-A", "-o ProxyJump", "-o 'ProxyJump=a", "gate"])
    func refused(_ arguments: String) {
        let messages = lines(read(arguments).diagnostics)
        #expect(messages.count == 1 && messages.first?.contains("ansible_ssh_common_args: ") == true)
    }
}
