import FleetConfig
import FleetModel
import Testing

@Suite("group_vars and host_vars")
struct VariableFileTests {
    private static let hosts = """
        [nodes]
        a cj_api=http://a:1 cj_zone=inline
        b cj_api=http://b:1
        [nodes:vars]
        cj_network=n
        cj_role=validator
        """

    private func file(_ path: String, _ text: String) -> InventoryFile {
        InventoryFile(path: path, bytes: Array(text.utf8))
    }

    private func read(
        groups: [String: [InventoryFile]] = [:], hosts: [String: [InventoryFile]] = [:],
        playbook: VariableFolders? = nil
    ) -> Diagnosed<Inventory> {
        let sources = InventorySources(
            files: [file("hosts.ini", Self.hosts)],
            besideInventories: [VariableFolders(groups: groups, hosts: hosts)], besidePlaybook: playbook)
        return InventoryReader.read(sources, defaults: defaults)
    }

    @Test("a host's file counts more than its line, the playbook's more than the inventory's")
    func order() {
        let zone = { (text: String) in [self.file("v.yml", "cj_zone: \(text)\n")] }
        let zones = { (read: Diagnosed<Inventory>) in read.value?.fleet.hosts.map { $0.zone ?? "none" } }
        #expect(zones(read()) == ["inline", "none"])
        #expect(zones(read(groups: ["all.yml": zone("all"), "nodes": zone("nodes")])) == ["inline", "nodes"])
        #expect(zones(read(hosts: ["a.yaml": zone("file")])) == ["file", "none"])
        let beside = VariableFolders(groups: ["all": zone("play")], hosts: ["a.json": zone("play")])
        #expect(zones(read(hosts: ["a": zone("file")], playbook: beside)) == ["play", "play"])
    }

    @Test("what is wrong in such a file is named with its place")
    func diagnostics() {
        let found = read(groups: ["nodes.yml": [file("group_vars/nodes.yml", "cj_zoen: x\ncj_canary: maybe\n")]])
        #expect(
            found.diagnostics.map { "\($0.location?.description ?? ""): \($0.message)" } == [
                "group_vars/nodes.yml:1:1: there is no variable 'cj_zoen'",
                "group_vars/nodes.yml:2:12: cj_canary is 'maybe'; true or false is expected",
            ])
        let list = read(hosts: ["a": [file("host_vars/a", "- x\n")]])
        #expect(lines(list.diagnostics) == ["1:1: the variables of host 'a' are a list; a mapping is expected"])
    }

    @Test("an encrypted file is said to be unseen, an encrypted value is an error only where it is needed")
    func vault() {
        let whole = read(groups: ["all": [file("group_vars/all", "$ANSIBLE_VAULT;1.1;AES256\n6162\n")]])
        #expect(whole.value?.fleet.hosts.count == 2)
        #expect(lines(whole.diagnostics).first?.contains("warning: this file is encrypted by ansible-vault") == true)
        let value = read(groups: ["all": [file("v", "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n")]])
        #expect(lines(value.diagnostics).isEmpty)
        let needed = read(groups: ["all": [file("v", "cj_zone: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n")]])
        #expect(lines(needed.diagnostics) == ["1:10: cj_zone is encrypted by ansible-vault, which is not read here"])
    }

    @Test("of several inventories the later one counts more, and that is no contradiction")
    func several() {
        let over = "[nodes]\na cj_zone=later\n"
        let sources = InventorySources(files: [file("hosts.ini", Self.hosts), file("over.ini", over)])
        let found = InventoryReader.read(sources, defaults: defaults)
        #expect(lines(found.diagnostics).isEmpty)
        #expect(found.value?.fleet.hosts.first?.zone == "later")
    }
}
