import FleetConfig
import FleetModel
import Testing

@Suite("what is wrong with an inventory")
struct InventoryDiagnosticTests {
    @Test(
        "the form of the file",
        arguments: [
            ("", ["1:1: an inventory is a mapping of groups, not nothing"]),
            ("- a\n", ["1:1: an inventory is a mapping of groups, not a list"]),
            (
                "all:\n\thosts:\n",
                [
                    "2:1: found character that cannot start any token while scanning for the next token that starts on line 2"
                ]
            ),
            ("all:\n  hosts: {}\n", ["1:1: no host is named"]),
            ("all:\n", ["1:1: no host is named"]),
            ("all: 1\n", ["1:6: group 'all' is a single value"]),
            ("all:\n  host:\n    a:\n", ["2:3: group 'all' has no section 'host'"]),
            ("all:\n  hosts:\n    - a\n", ["3:5: hosts of group 'all' is a list; a mapping is expected"]),
            (
                "all:\n  hosts:\n    a: 1\n",
                ["3:8: the variables of host 'a' are a single value; a mapping is expected"]
            ),
            ("all:\n  vars: [1]\n", ["2:9: the variables of group 'all' are a list; a mapping is expected"]),
            (
                "plugin: aws_ec2\nregions: []\n",
                ["1:1: this configures an inventory plugin", "2:10: group 'regions' is a list"]
            ),
            ("a b:\n", ["1:1: 'a b' is no name for a group"]),
            ("x:\n  children:\n    all:\n", ["3:5: 'all' holds every group and cannot stand in one"]),
            ("x:\n  children: {y: {children: {x: }}}\n", ["2:29: groups that stand in one another: x > y > x"]),
            ("x:\n  children:\n    x:\n", ["3:5: groups that stand in one another: x > x"]),
            ("x: &x\n  vars: {a: 1}\ny:\n  <<: *x\n", ["1:1: no host is named"]),
            ("x:\n  hosts:\n    <<: [1]\n", ["3:10: '<<' brings in a single value; a mapping is expected"]),
            ("all:\n  hosts:\n    n[3:1]:\n", ["3:6: the range's first number is greater than its last"]),
            ("all:\n  hosts:\n    'n[3:1]':\n", ["3:7: the range's first number is greater than its last"]),
            ("all:\n  hosts:\n    a b:\n", ["3:5: 'a b' is no name for a host"]),
            ("all:\n  hosts:\n    -n[1:2]:\n", ["3:5: '-n[1:2]' is no name for a host"]),
            ("all:\n  hosts:\n    a_:22:\n", ["3:5: 'a_:22' is no name for a host"]),
            ("all:\n  hosts:\n    10:\n", ["3:5: '10' is a number or nothing, not a name"]),
        ])
    func form(text: String, expected: [String]) {
        let read = inventory(text)
        let shown = lines(read.diagnostics).filter { !$0.contains(" has no cj_") && !$0.contains("has neither") }
        #expect(shown == expected)
        #expect(read.value == nil)
    }

    @Test("what a host must say and does not, once for all that lack it at one place")
    func missing() {
        let none = InventoryDefaults(userName: "ops", installRoot: nil, stateDirectory: nil)
        let text = "all:\n  hosts:\n    n-[1:3]:\n    b: {cj_role: observer, cj_network: n}\n"
        #expect(
            lines(inventory(text, defaults: none).diagnostics) == [
                "3:5: 3 hosts from n-1 have no cj_network",
                "3:5: 3 hosts from n-1 have neither cj_role nor cj_voting_power",
                "3:5: 3 hosts from n-1 have no cj_api", "3:5: 3 hosts from n-1 have no cj_install_root",
                "3:5: 3 hosts from n-1 have no cj_state_dir", "4:5: host 'b' has no cj_api",
                "4:5: host 'b' has no cj_install_root", "4:5: host 'b' has no cj_state_dir",
            ])
    }

    @Test(
        "a value outside its grammar",
        arguments: [
            (
                "ansible_host: -oProxyCommand=x",
                "21: ansible_host '-oProxyCommand=x' starts with '-' and would be read as an option"
            ),
            ("ansible_host: a b", "21: ansible_host 'a b' is neither a host name nor an address"),
            ("ansible_host: a;b", "21: ansible_host 'a;b' is neither a host name nor an address"),
            ("ansible_host: ünser", "21: ansible_host 'ünser' is neither a host name nor an address"),
            ("ansible_host: 203.0.113.1:22", "21: ansible_host '203.0.113.1:22' holds a ':'"),
            ("ansible_host: '[::1]'", "21: ansible_host '[::1]' has brackets"),
            ("ansible_host: a:b:c:g", "21: ansible_host 'a:b:c:g' is no IPv6 address"),
            (
                "ansible_host: a..b",
                "21: ansible_host 'a..b' has a part between dots that is empty or longer than 63 letters"
            ),
            ("ansible_host: \"a\\tb\"", "21: ansible_host holds the control character U+0009"),
            ("ansible_host: \"a\\x9b\"", "21: ansible_host holds the control character U+009B"),
            ("ansible_host: ''", "21: ansible_host has no value"),
            ("ansible_host:", "7: ansible_host has no value"),
            ("ansible_host: [a]", "21: ansible_host is a list; a single value is expected"),
            ("ansible_host: '{{ ip }}'", "21: ansible_host holds a Jinja template, which is not evaluated here"),
            ("ansible_host: !vault x", "21: ansible_host is encrypted by ansible-vault, which is not read here"),
            ("ansible_host: !env x", "21: ansible_host has the tag '!env', which is not known"),
            ("ansible_port: 0", "21: ansible_port is '0'; a whole number from 1 to 65535 is expected"),
            ("ansible_port: 65536", "21: ansible_port is '65536'; a whole number from 1 to 65535 is expected"),
            ("ansible_port: 022", "21: ansible_port is '022', which YAML 1.1 reads as octal"),
            ("ansible_port: 0x16", "21: ansible_port is '0x16'; a whole number from 1 to 65535 is expected"),
            ("ansible_port: -1", "21: ansible_port is '-1'; a whole number from 1 to 65535 is expected"),
            ("ansible_user: -l", "21: ansible_user '-l' is no login name"),
            ("ansible_user: a b", "21: ansible_user 'a b' is no login name"),
            ("ansible_user: $(id)", "21: ansible_user '$(id)' is no login name"),
            (
                "ansible_ssh_private_key_file: -i",
                "37: ansible_ssh_private_key_file '-i' starts with '-' and would be read as an option"
            ),
            (
                "ansible_ssh_private_key_file: ~/.ssh/key",
                "37: ansible_ssh_private_key_file '~/.ssh/key' starts with '~'"
            ),
            ("cj_known_hosts: [a, ~b/c]", "27: cj_known_hosts '~b/c' starts with '~'"),
            ("cj_known_hosts: []", "23: cj_known_hosts is an empty list"),
            ("cj_known_hosts: [a, [b]]", "27: cj_known_hosts is a list; a single value is expected"),
            ("cj_install_root: opt/x", "24: cj_install_root 'opt/x' is not absolute"),
            ("cj_install_root: ~/x", "24: cj_install_root '~/x' is not absolute"),
            ("cj_install_root: /", "24: cj_install_root '/' is the root of the file system"),
            ("cj_state_dir: /a/../b", "21: cj_state_dir '/a/../b' holds '.' or '..'"),
            ("cj_data_dir: \"/a\\nb\"", "20: cj_data_dir holds the control character U+000A"),
            ("cj_metrics: ftp://a", "19: cj_metrics 'ftp://a' is no http or https URL"),
            ("cj_metrics: http://", "19: cj_metrics 'http://' has no host, or a port that is none"),
            ("cj_metrics: http://a:0", "19: cj_metrics 'http://a:0' has no host, or a port that is none"),
            ("cj_metrics: http://a:x", "19: cj_metrics 'http://a:x' has no host, or a port that is none"),
            ("cj_metrics: http://u:p@a", "19: cj_metrics 'http://u:p@a' names a user"),
            ("cj_metrics: http://a/?q=1", "19: cj_metrics 'http://a/?q=1' has a query or a fragment"),
            (
                "cj_metrics: http://a/b c",
                "19: cj_metrics 'http://a/b c' has a path with characters that a URL writes as %XX"
            ),
            (
                "cj_metrics: http://-a/",
                "19: cj_metrics 'http://-a/' has a host that starts with '-' and would be read as an option"
            ),
            ("cj_canary: maybe", "18: cj_canary is 'maybe'; true or false is expected"),
            (
                "cj_voting_power: 1.5",
                "24: cj_voting_power is '1.5'; a whole number from 0 to 576460752303423488 is expected"
            ),
            (
                "cj_voting_power: 576460752303423489",
                "24: cj_voting_power is '576460752303423489'; a whole number from 0 to 576460752303423488 is expected"
            ),
            ("cj_votingpower: 1", "7: there is no variable 'cj_votingpower'"),
            ("cj_protected: []", "7: there is no variable 'cj_protected'"),
            ("ansible_connection: local", "27: ansible_connection is not supported unless it is 'ssh'"),
            (
                "ansible_become: true",
                "23: ansible_become: steps run as the user who logs in; becoming another one is not supported"
            ),
            ("ansible_ssh_common_args: -A bastion", "32: ansible_ssh_common_args: '-A' is not supported"),
            ("ansible_password: hunter2", "25: ansible_password: logging in with a password is not supported"),
            (
                "ansible_ssh_host: a",
                "25: ansible_ssh_host: another spelling of ansible_host, which is the one that is read"
            ),
        ])
    func values(line: String, expected: String) {
        let read = inventory(oneHost(line))
        #expect(lines(read.diagnostics) == ["7:" + expected])
        #expect(read.value == nil)
        #expect(!read.diagnostics.contains { ($0.message + ($0.hint ?? "")).contains("hunter2") })
    }

    @Test(
        "a hint names what was probably meant",
        arguments: [
            ("cj_votingpower: 1", "did you mean 'cj_voting_power'?"), ("cj_aip: x", "did you mean 'cj_api'?"),
            ("ansible_host: a:22", "the port stands in ansible_port"),
            ("ansible_become: yes", "log in as a user who may write to the install root: ansible_user"),
        ])
    func hints(line: String, hint: String) {
        #expect(inventory(oneHost(line)).diagnostics.map(\.hint) == [hint])
    }

    @Test(
        "what has no effect is said and does no harm",
        arguments: [
            ("ansible_prot: 2222", "7:7: warning: 'ansible_prot' is not read"),
            (
                "ansible_host_key_checking: false",
                "7:34: warning: ansible_host_key_checking: has no effect, host keys are always checked"
            ),
        ])
    func warnings(line: String, expected: String) {
        let read = inventory(oneHost(line))
        #expect(lines(read.diagnostics) == [expected])
        #expect(read.value?.fleet.hosts.count == 1)
    }

    @Test("two hosts that are one are named with both places")
    func samePlace() {
        let text = """
            all:
              vars: {cj_network: n, cj_role: validator}
              hosts:
                a: {cj_api: "http://203.0.113.1:80/"}
                b: {cj_api: "HTTP://203.0.113.1", ansible_host: A}
                c: {cj_api: "http://c", ansible_host: a, ansible_port: 2222}
            """
        #expect(
            lines(inventory(text).diagnostics) == [
                "5:17: 'b' is looked at through http://203.0.113.1, as is 'a' on line 4",
                "5:53: 'b' is reached at A port 22, as is 'a' on line 4",
            ])
    }

    @Test("a name that is a host's and a group's, a canary that is none, an observer with power")
    func contradictions() {
        let text = """
            all:
              vars: {cj_network: n}
              hosts:
                a: {cj_api: "http://a", cj_role: observer, cj_voting_power: 3}
                canary: {cj_api: "http://b", cj_role: validator}
                c: {cj_api: "http://c", cj_role: validator, cj_canary: false}
            canary:
              hosts: {c: }
            """
        #expect(
            lines(inventory(text).diagnostics) == [
                "4:65: an observer has cj_voting_power 3",
                "6:60: host 'c' is in group 'canary' and has cj_canary false",
                "7:1: 'canary' names a group here and a host on line 5",
            ])
    }

    @Test("voting power that adds up to more than can be counted is refused")
    func power() {
        let half = UInt64(1) << 59
        let text = """
            all:
              vars: {cj_network: n}
              hosts:
                a: {cj_api: "http://a", cj_voting_power: \(half)}
                b: {cj_api: "http://b", cj_voting_power: 1}
            """
        #expect(lines(inventory(text).diagnostics) == ["5:46: the validators of n hold more than \(half) with 'b'"])
    }

    @Test("a value that many hosts share is found wrong once, and all findings come at once in the order of the file")
    func all() {
        let text = """
            all:
              vars:
                cj_network: no network
                cj_zoen: west
              hosts:
                n-[1:9]: {cj_api: ftp://x, ansible_user: a b}
            x:
              chidren: {}
            """
        #expect(
            lines(inventory(text).diagnostics) == [
                "3:17: cj_network is 'no network', which is no plain name", "4:5: there is no variable 'cj_zoen'",
                "6:5: 9 hosts from n-1 have neither cj_role nor cj_voting_power",
                "6:23: cj_api 'ftp://x' is no http or https URL", "6:46: ansible_user 'a b' is no login name",
                "8:3: group 'x' has no section 'chidren'",
            ])
    }
}
