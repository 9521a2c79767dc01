import FleetConfig
import FleetModel
import Testing

@Suite("inventories")
struct InventoryReaderTests {
    /// The form in which a lab writes its own.
    private static let lab = """
        # Written by `cjctl lab up`; `cjctl lab down` removes it.
        all:
          vars:
            ansible_port: 2222
            ansible_user: "ops"
            ansible_ssh_private_key_file: "/srv/project/.cjctl/lab/key"
            cj_known_hosts: "/srv/project/.cjctl/lab/known_hosts"
            cj_network: "coinjecture-lab"
          children:
            validators:
              hosts:
                val-01:
                  ansible_host: 127.0.1.1
                  cj_install_root: "/srv/lab/val-01/root"
                  cj_state_dir: "/srv/lab/val-01/state"
                  cj_data_dir: "/srv/lab/val-01/data"
                  cj_api: http://127.0.1.1:12346
                  cj_metrics: http://127.0.1.1:9090/metrics
                  cj_role: validator
                  cj_voting_power: 1
            observers:
              hosts:
                obs-01:
                  ansible_host: 127.0.1.2
                  cj_install_root: "/srv/lab/obs-01/root"
                  cj_state_dir: "/srv/lab/obs-01/state"
                  cj_data_dir: "/srv/lab/obs-01/data"
                  cj_api: http://127.0.1.2:12346
                  cj_metrics: http://127.0.1.2:9090/metrics
                  cj_role: observer
                  cj_voting_power: 0
            canary:
              hosts:
                val-01: {}

        """

    @Test("a lab's inventory is read as it was meant")
    func labForm() throws {
        let read = inventory(
            Self.lab, defaults: InventoryDefaults(userName: "x", installRoot: nil, stateDirectory: nil))
        #expect(read.diagnostics.isEmpty)
        let found = try #require(read.value)
        let network = try #require(NetworkID(rawValue: "coinjecture-lab"))
        let validator = Host(
            id: try #require(HostID(rawValue: "val-01")),
            connection: Connection(
                address: "127.0.1.1", port: 2222, user: "ops", identityFiles: ["/srv/project/.cjctl/lab/key"],
                knownHostsFiles: ["/srv/project/.cjctl/lab/known_hosts"]),
            network: network, role: .validator, votingPower: VotingPower(clamping: 1), isCanary: true, zone: nil,
            paths: HostPaths(
                installRoot: "/srv/lab/val-01/root", stateDirectory: "/srv/lab/val-01/state",
                dataDirectory: "/srv/lab/val-01/data"),
            probes: ProbeAddresses(api: "http://127.0.1.1:12346", metrics: "http://127.0.1.1:9090/metrics"))
        #expect(found.fleet.hosts.map(\.id.rawValue) == ["obs-01", "val-01"])
        #expect(found.fleet.hosts[1] == validator)
        #expect(found.fleet.hosts[0].role == .observer)
        #expect(found.fleet.hosts[0].votingPower == .zero)
        #expect(!found.fleet.hosts[0].isCanary)
        #expect(found.fleet.networks == [Network(id: network, outsidePower: .zero)])
        #expect(
            found.groups.mapValues { $0.map(\.rawValue) } == [
                "all": ["obs-01", "val-01"], "validators": ["val-01"], "observers": ["obs-01"], "canary": ["val-01"],
                "ungrouped": [],
            ])
    }

    @Test("what is left out has its default")
    func defaultValues() throws {
        let host = try #require(inventory(oneHost()).value?.fleet.hosts.first)
        #expect(
            host.connection
                == Connection(
                    address: "a", port: 22, user: "ops", identityFiles: [], knownHostsFiles: [],
                    unstated: [.port, .user]))
        #expect(host.paths == HostPaths(installRoot: "/opt/coinjecture", stateDirectory: "/var/lib/cjctl"))
        #expect(host.votingPower.units == 1)
        #expect(host.zone == nil && host.probes.metrics == nil && !host.isCanary)
    }

    @Test(
        "role and voting power follow from one another",
        arguments: [
            ("cj_role: validator", Role.validator, 1), ("cj_role: observer", .observer, 0),
            ("cj_voting_power: 7", .validator, 7), ("cj_voting_power: 0", .observer, 0),
            ("cj_role: validator\n      cj_voting_power: 0", .validator, 0),
            ("cj_voting_power: '12'", .validator, 12),
        ])
    func standing(line: String, role: Role, power: UInt64) throws {
        let text = "all:\n  hosts:\n    a:\n      cj_network: n\n      cj_api: http://a:1\n      \(line)\n"
        let host = try #require(inventory(text).value?.fleet.hosts.first)
        #expect(host.role == role)
        #expect(host.votingPower.units == power)
    }

    @Test("a canary is one by its variable or by its group, inner groups included")
    func canary() throws {
        let text = """
            all:
              vars: {cj_network: n, cj_role: validator}
              hosts:
                a: {cj_api: "http://a:1", cj_canary: yes}
                b: {cj_api: "http://b:1"}
                c: {cj_api: "http://c:1", cj_canary: false}
              children:
                canary: {children: {early: {hosts: {b: }}}}
            """
        let read = inventory(text)
        #expect(read.diagnostics.isEmpty)
        #expect(read.value?.fleet.hosts.map(\.isCanary) == [true, true, false])
        #expect(read.value?.groups["canary"]?.map(\.rawValue) == ["b"])
        #expect(read.value?.groups["ungrouped"]?.map(\.rawValue) == ["a", "c"])
    }

    @Test("ranges name hosts in groups, and variables below a range hold for each of them")
    func ranges() throws {
        let text = """
            all:
              vars: {cj_network: n}
              hosts:
                n-01: {cj_api: http://n-01:1}
                n-02: {cj_api: http://n-02:1}
                n-03: {cj_api: http://n-03:1}
            validators:
              hosts:
                n-[01:02]: {cj_voting_power: 5, cj_zone: west}
            observers:
              hosts: n-03
              vars: {cj_role: observer}
            """
        let read = inventory(text)
        #expect(read.diagnostics.isEmpty)
        #expect(read.value?.fleet.hosts.map(\.votingPower.units) == [5, 5, 0])
        #expect(read.value?.fleet.hosts.map(\.zone) == ["west", "west", nil])
        #expect(read.value?.groups["validators"]?.map(\.rawValue) == ["n-01", "n-02"])
    }

    @Test(
        "paths, addresses and URLs are kept as written, without slashes at their end",
        arguments: [
            ("ansible_host: 2001:db8::1", "2001:db8::1", "/opt/coinjecture", "http://a:1"),
            ("ansible_host: 'fe80::1%eth0'", "fe80::1%eth0", "/opt/coinjecture", "http://a:1"),
            ("cj_install_root: /srv//my app/", "a", "/srv/my app", "http://a:1"),
        ])
    func places(line: String, address: String, root: String, api: String) throws {
        let host = try #require(inventory(oneHost(line)).value?.fleet.hosts.first)
        #expect(host.connection.address == address)
        #expect(host.paths.installRoot == root)
        #expect(host.probes.api == api)
    }

    @Test("lists and single paths of known hosts are read, and other people's variables left alone")
    func lists() throws {
        let read = inventory(
            oneHost(
                "cj_known_hosts: [a/known, ~/.ssh/known_hosts]", "ansible_python_interpreter: '{{ python }}'",
                "ansible_become: false", "ansible_connection: ssh", "ansible_ssh_common_args: ''", "motd: !vault x",
                "nested: {cj_zoo: 1}", "ansible_ssh_private_key_file: ~/.ssh/key",
                "cj_metrics: HTTPS://[2001:db8::1]:9/m/"),
            defaults: InventoryDefaults(
                userName: "ops", installRoot: "/opt/x", stateDirectory: "/var/x", homeDirectory: "/srv/ops"))
        #expect(lines(read.diagnostics).isEmpty)
        let host = try #require(read.value?.fleet.hosts.first)
        #expect(host.connection.knownHostsFiles == ["a/known", "/srv/ops/.ssh/known_hosts"])
        #expect(host.connection.identityFiles == ["/srv/ops/.ssh/key"])
        #expect(host.probes.metrics == "https://[2001:db8::1]:9/m")
    }
}
