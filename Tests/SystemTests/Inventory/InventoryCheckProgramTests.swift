import Files
import Processes
import Testing

/// `cjctl inventory check` on the inventories of this repository, which people copy from.
@Suite("inventory check, the program")
struct InventoryCheckProgramTests {
    /// What is printed of each, after its name.
    private static let expected: [(path: String, lines: [String])] = [
        (
            "testnet/hosts.yml",
            [
                "3 hosts, good", "  1 warning",
                "  time-testnet: 3 validators with a voting power of 3; 0 observers; canary: testnet-1",
            ]
        ),
        (
            "staging/hosts.ini",
            [
                "5 hosts, good",
                "  time-staging: 4 validators with a voting power of 4; 1 observer; canary: staging-1 staging-watch",
            ]
        ),
        (
            "mainnet/hosts.yml",
            [
                "11 hosts, good",
                "  time-mainnet: 10 validators with a voting power of 104, 46 outside; 1 observer; "
                    + "canary: mainnet-10 mainnet-api",
            ]
        ),
        (
            "networks",
            [
                "9 hosts, good", "  1 warning",
                "  coinjecture-go-testnet: 3 validators with a voting power of 3; 1 observer; canary: a-api",
                "  coinjecture-migration-testnet: 5 validators with a voting power of 5; 0 observers; canary: b-go-1",
            ]
        ),
        (
            "example/hosts.yml",
            [
                "9 hosts, good",
                "  example-testnet: 7 validators with a voting power of 8; 2 observers; canary: obs-01 val-01",
            ]
        ),
    ]

    @Test("every inventory of this repository is good", arguments: expected)
    func examples(path: String, lines: [String]) async throws {
        let place = FilePath.join("inventories", path)
        let said = try await BuiltProgram(folder: InventoryCase.root).expect(0, ["inventory", "check", "-i", place])
        #expect(said.result.outputText == "\(place): " + lines.joined(separator: "\n") + "\n")
    }

    @Test("--json says the same for programs, whether it is good or not")
    func document() async throws {
        let good = try await BuiltProgram(folder: InventoryCase.root).expect(
            0, ["inventory", "check", "-i", "inventories/staging/hosts.ini", "--json"])
        #expect(
            good.result.outputText == """
                {"errors":0,"findings":[],"hosts":5,"inventories":["inventories/staging/hosts.ini"],"isGood":true,\
                "networks":[{"canaries":["staging-1","staging-watch"],"hosts":5,"network":"time-staging",\
                "outsidePower":0,"validators":4,"votingPower":4}],"version":1,"warnings":0}

                """)
        let directory = try TemporaryDirectory(prefix: "inventory")
        try AtomicFile.write(Array("[a]\nh1 cj_zoen=x\n".utf8), to: directory.file("hosts.ini"))
        let bad = try await BuiltProgram(folder: directory.path).expect(
            1, ["inventory", "check", "-i", "hosts.ini", "--json"])
        #expect(bad.result.outputText.contains(#""column":4,"file":"hosts.ini","hint":"did you mean 'cj_zone'?""#))
        #expect(bad.result.outputText.contains(#""isGood":false"#) && !bad.result.outputText.contains("networks"))
        #expect(bad.result.errorText.isEmpty)
    }

    @Test("no inventory of this repository is left out")
    func all() throws {
        let folder = FilePath.join(InventoryCase.root, "inventories")
        let there = try Directory.list(folder).filter { $0 != "README.md" && $0 != "lab" }
        #expect(there == Self.expected.map { String($0.path.prefix { $0 != "/" }) }.sorted())
    }

    @Test("what is wrong comes at once, from every file, and nothing is read as good")
    func wrong() async throws {
        let directory = try TemporaryDirectory(prefix: "inventory")
        let hosts =
            "[a]\nh1 cj_api=http://h:1 cj_zoen=x\nh2 cj_api=http://h:1\n[a:vars]\ncj_network=n\ncj_role=validator\n"
        try AtomicFile.write(Array(hosts.utf8), to: directory.file("hosts.ini"))
        try Directory.makeWithParents(directory.file("group_vars"))
        try AtomicFile.write(Array("cj_canary: maybe\n".utf8), to: directory.file("group_vars/a.yml"))
        let said = try await BuiltProgram(folder: directory.path).expect(1, ["inventory", "check", "-i", "hosts.ini"])
        #expect(said.text.contains("group_vars/a.yml:1:12: error: cj_canary is 'maybe'; true or false is expected"))
        #expect(
            said.text.contains(
                "hosts.ini:2:22: error: there is no variable 'cj_zoen'\n  hint      did you mean 'cj_zone'?"))
        #expect(said.result.outputText.hasPrefix("hosts.ini: "))
    }
}
