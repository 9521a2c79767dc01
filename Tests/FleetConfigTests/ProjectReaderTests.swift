import FleetConfig
import FleetModel
import Testing

@Suite("project files")
struct ProjectReaderTests {
    private static let service = "service: {name: cj, manager: systemd}\n"

    private func read(_ text: String) -> Diagnosed<Project> {
        ProjectReader.read(Array(text.utf8), file: "cjctl.yaml")
    }

    @Test("a project that says everything is read as it was meant")
    func everything() throws {
        let text = """
            inventory: inventories/main/hosts.yml
            playbook: playbooks/slow.yaml
            ledger: /var/lib/cjctl/ledger.db
            releases: ../releases
            release: v4.0.0
            service:
              name: coinjectured
              binary: coinjectured-bin
              manager: command
              start: ./service start
              stop: ./service stop
              status: ./service status
              install_root: /opt/coinjecture/
              state_dir: /var/lib/cjctl
            networks:
              main: {outside_power: 12}
              lab:
            """
        let found = read(text)
        #expect(lines(found.diagnostics).isEmpty)
        let service = Service(
            name: "coinjectured", binary: "coinjectured-bin",
            manager: .command(start: "./service start", stop: "./service stop", status: "./service status"))
        let networks = [
            Network(id: try #require(NetworkID(rawValue: "lab")), outsidePower: .zero),
            Network(id: try #require(NetworkID(rawValue: "main")), outsidePower: VotingPower(clamping: 12)),
        ]
        #expect(
            found.value
                == Project(
                    inventory: "inventories/main/hosts.yml", playbook: "playbooks/slow.yaml",
                    ledger: "/var/lib/cjctl/ledger.db", releases: "../releases",
                    release: ReleaseName(rawValue: "v4.0.0"),
                    service: service, installRoot: "/opt/coinjecture", stateDirectory: "/var/lib/cjctl",
                    networks: networks))
    }

    @Test("what is left out has its default")
    func standard() throws {
        let found = read(Self.service)
        #expect(
            found.value
                == Project(
                    inventory: "inventories/lab/hosts.yml", playbook: "playbooks/rollout.yaml",
                    ledger: ".cjctl/ledger.db", releases: "releases", release: nil,
                    service: Service(name: "cj", binary: "cj", manager: .systemd(unit: "cj.service")), installRoot: nil,
                    stateDirectory: nil, networks: []))
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("", ["1:1: a project has a service, this one has none"]),
            ("service:\n", ["1:1: service has no value"]),
            (
                "service: cj\n",
                [
                    "1:10: a service is a single value; a mapping with name, binary, manager, unit, start, stop, status, install_root, state_dir is expected"
                ]
            ),
            (
                "- a\n",
                [
                    "1:1: a project is a list; a mapping with inventory, playbook, ledger, releases, release, service, networks, signatures, ssh is expected"
                ]
            ),
            ("service: {}\n", ["1:1: service has no name", "1:1: service has no manager"]),
            (
                "service: {name: a b, manager: upstart}\n",
                ["1:17: name is 'a b', which is no plain name", "1:31: manager is 'upstart'"]
            ),
            (
                "service: {name: a, manager: command, start: x}\n",
                ["1:1: service has no stop", "1:1: service has no status"]
            ),
            ("service: {name: a, manager: systemd, start: x}\n", ["1:38: start is for manager: command"]),
            (
                "service: {name: a, manager: command, unit: x, start: x, stop: x, status: x}\n",
                ["1:38: unit is for manager: systemd"]
            ),
            (
                "service: {name: a, manager: systemd, unit: a.timer}\n",
                ["1:44: unit 'a.timer' is no service of systemd"]
            ),
            (
                "service: {name: a, manager: systemd, unit: -a.service}\n",
                ["1:44: unit '-a.service' is no service of systemd"]
            ),
            (
                "service: {name: a, manager: command, start: \"x\\ny\", stop: x, status: x}\n",
                ["1:45: start holds the control character U+000A"]
            ),
            (service + "inventroy: x\n", ["2:1: a project has no key 'inventroy'"]),
            (service + "install_root: /x\n", ["2:1: a project has no key 'install_root'"]),
            (service + "ledger:\n", ["2:1: ledger has no value"]),
            (service + "ledger: -x\n", ["2:9: ledger '-x' starts with '-' and would be read as an option"]),
            (service + "ledger: ~/ledger.db\n", ["2:9: ledger '~/ledger.db' starts with '~'"]),
            (service + "release: ../v4\n", ["2:10: release is '../v4', which is no plain name"]),
            (service + "networks: [a]\n", ["2:11: networks is a list; a mapping is expected"]),
            (service + "networks: {a b: }\n", ["2:12: a network's id is 'a b', which is no plain name"]),
            (service + "networks: {a: {outside: 1}}\n", ["2:16: network 'a' has no key 'outside'"]),
            (
                service + "networks: {a: {outside_power: -1}}\n",
                ["2:31: outside_power is '-1'; a whole number from 0 to 576460752303423488 is expected"]
            ),
            (service + "release: v1\nrelease: v2\n", ["3:1: key 'release' stands here again; first on line 2"]),
        ])
    func refused(text: String, expected: [String]) {
        let found = read(text)
        #expect(lines(found.diagnostics) == expected)
        #expect(found.value == nil)
    }

    @Test(
        "a hint says what was meant or where a key belongs",
        arguments: [
            ("inventroy: x\n", "did you mean 'inventory'?"), ("install_root: /x\n", "it stands below service:"),
            ("phases: []\n", "it stands in a playbook"),
        ])
    func hints(line: String, hint: String) {
        #expect(read(Self.service + line).diagnostics.map(\.hint) == [hint])
    }
}
