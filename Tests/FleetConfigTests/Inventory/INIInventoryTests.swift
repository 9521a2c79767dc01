import FleetConfig
import FleetModel
import Testing

/// Ansible's INI form. What the values mean is compared with Ansible's own answers by the tests of `inventory list`.
@Suite("inventories in INI")
struct INIInventoryTests {
    private func read(_ text: String, file: String = "hosts.ini") -> Diagnosed<Inventory> {
        InventoryReader.read(Array(text.utf8), file: file, defaults: defaults)
    }

    private static let whole = """
        # a fleet
        lone cj_api=http://lone:1 cj_role=observer

        [validators]
        val-[1:3]:2222 cj_voting_power=10

        [validators:vars]
        cj_role = validator

        [north:children]
        validators   # only these

        [all:vars]
        cj_network=n
        cj_data_dir='/var/lib/my node'
        """

    @Test("sections, ranges, ports and variables make the fleet they say")
    func fleet() throws {
        let text =
            Self.whole
            + (1...3).map { "\n[g\($0)]\nval-\($0) cj_api=http://val-\($0):1 cj_known_hosts=\"['a', 'b']\"\n" }.joined()
        let found = read(text)
        #expect(lines(found.diagnostics).isEmpty)
        let inventory = try #require(found.value)
        #expect(inventory.fleet.hosts.map(\.id.rawValue) == ["lone", "val-1", "val-2", "val-3"])
        let validator = inventory.fleet.hosts[1]
        #expect(validator.connection.port == 2222)
        #expect(validator.connection.knownHostsFiles == ["a", "b"])
        #expect(validator.votingPower.units == 10)
        #expect(validator.paths.dataDirectory == "/var/lib/my node")
        #expect(inventory.groups["north"]?.count == 3)
        #expect(inventory.groups["ungrouped"]?.map(\.rawValue) == ["lone"])
    }

    @Test("a file without an extension is what its text says")
    func forms() {
        #expect(lines(read("[a]\nh\n", file: "hosts").diagnostics).contains("2:1: host 'h' has no cj_network"))
        #expect(
            lines(read("a:\n  hosts: {h: }\n", file: "hosts").diagnostics).contains("2:11: host 'h' has no cj_network"))
        #expect(lines(read("a:\n  hosts: {h\n", file: "hosts").diagnostics).first?.contains("while parsing") == true)
        #expect(lines(read("[a]\n", file: "x.toml").diagnostics) == ["1:1: inventories in TOML are not read"])
        #expect(
            lines(read("#!/bin/sh\n", file: "x").diagnostics)
                == ["1:1: this is a program that makes an inventory; programs are not run"])
        #expect(
            lines(read("$ANSIBLE_VAULT;1.1;AES256\n6162\n").diagnostics)
                == ["1:1: this inventory is encrypted by ansible-vault, which is not read here"])
    }

    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("[a b]\nh\n", "1:1: '[a b]' is no section"), ("[a:host]\nh\n", "1:1: a group has no section 'host'"),
            ("[a]\nh x\n", "2:3: 'x' sets no variable"), ("[a]\n  h x = 1\n", "2:5: 'x' sets no variable"),
            ("[a]\nh x='1\n", "2:5: this quote is not closed"), ("[a]\nh x=1\\\n", "2:6: nothing follows '\\'"),
            ("[a]\nh[3:1]\n", "2:2: the range's first number is greater than its last"),
            ("[a]\nh:\n", "2:1: 'h:' ends in ':'"),
            ("[a:vars]\nx=1\n", "1:1: there is no group 'a' that these variables could be of"),
            ("[a]\n[a:vars]\nnothing\n", "3:1: 'nothing' sets no variable"),
            ("[a:children]\nb\nb2\n[b2]\n", "2:1: there is no group 'b' that 'a' could hold"),
            ("[a:children]\na\n[a]\nh\n", "2:1: groups that stand in one another: a > a"),
            ("[a]\n---\n", "2:1: '---' starts a file of YAML, and this is read as INI"),
            ("[a]\nh cj_zoen=1\n", "2:3: there is no variable 'cj_zoen'"),
            ("[a]\nh cj_zone=1\nh cj_zone=2\n", "3:3: host 'h' has another cj_zone on line 2"),
            ("[a]\nh cj_api='{{ x }}'\n", "2:10: cj_api holds a Jinja template, which is not evaluated here"),
        ])
    func diagnostics(text: String, expected: String) {
        let found = read(text)
        #expect(lines(found.diagnostics).contains(expected), "\(lines(found.diagnostics))")
        #expect(found.value == nil)
    }

    @Test("bytes that are not UTF-8 are refused, but in a comment they do no harm")
    func encoding() {
        let bytes = Array("# ".utf8) + [0xFF] + Array("\n[a]\nh ".utf8) + [0xFE] + Array("\n".utf8)
        let found = InventoryReader.read(bytes, file: "hosts.ini", defaults: defaults)
        #expect(lines(found.diagnostics).contains("3:1: this line is not UTF-8"))
    }
}
