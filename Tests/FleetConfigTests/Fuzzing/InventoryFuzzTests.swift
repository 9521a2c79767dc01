import FleetModel
import Testing

@testable import FleetConfig

/// Each parser of an inventory gets texts that were changed at random, and gives a value or says what is wrong, soon.
///
/// `CJCTL_FUZZ_SEED` repeats a run; the seed is in every failure. Texts that once broke something stay under
/// `Tests/Fixtures/Corpus`, together with the inventories under `Tests/Fixtures/Inventories` they are what is changed.
@Suite("changed at random")
struct InventoryFuzzTests {

    private static let yamlWords = [
        "all:", "hosts:", "children:", "vars:", "<<: ", "&a ", "*a", "!vault ", "!unsafe ", "!!set ", "- ", "? ", ": ",
        "{",
        "}", "[", "]", "|\n", ">-\n", "'", "\"", "#", "\n", "\n  ", "\t", "---\n", "...\n", "cj_api: http://a:1",
        "[1:9]", "[a:f:2]", "~", "0x", "1:30", "\u{feff}", "\u{2028}", "ansible_group_priority: 1", "plugin: x",
    ]
    private static let iniWords = [
        "[a]", "[a:children]", "[a:vars]", "[", "]", ":", "=", " ", "\n", "\r\n", "#", ";", "'", "\"", "\\", "[1:9]",
        "[00:99:3]", "[a:f]", "{'a': 1}", "(1,)", "b'x'", "r'\\'", "1e999", "0x1f", "None", "True", "...", "\u{2028}",
        "ansible_port=22", "cj_zone=x", "[::1]:22", "---", "all", "ungrouped",
    ]
    private static let literalWords = [
        "[", "]", "(", ")", "{", "}", ",", ":", "'", "\"", "'''", "\\", "b'", "r'", "\\x41", "\\u263a", "\\N{DASH}",
        "0x",
        "0b1", "1_0", "1e5", "1.", ".5", "...", "True", "None", "-", "+", "1j", "#", " ",
    ]

    /// Both readers of a file; they agree on what cannot be read, and every place is one of the file.
    private static func read(_ text: [UInt8], file: String) {
        let sources = InventorySources(files: [InventoryFile(path: file, bytes: text)])
        let listing = InventoryListing.read(sources)
        let inventory = InventoryReader.check(sources, defaults: defaults)
        if listing.value == nil { #expect(inventory.value == nil, "\(String(decoding: text, as: UTF8.self))") }
        if let value = listing.value {
            _ = value.json
            _ = value.graph()
        }
        let count = text.count + 2
        for diagnostic in inventory.diagnostics {
            guard let place = diagnostic.location else { continue }
            #expect((1...count).contains(place.line) && (1...count).contains(place.column), "\(place)")
        }
    }

    @Test("YAML")
    func yaml() {
        let texts = Fuzzing.texts("Inventories", [".yml", ".yaml", ".json"]) + Fuzzing.texts("Corpus", [".yml"])
        Fuzzing.run(texts, Self.yamlWords) { Self.read($0, file: "hosts.yml") }
    }

    @Test("INI")
    func ini() {
        let texts = Fuzzing.texts("Inventories", [".ini", "hosts"]) + Fuzzing.texts("Corpus", [".ini"])
        Fuzzing.run(texts, Self.iniWords) { Self.read($0, file: "hosts.ini") }
    }

    @Test("ranges and addresses")
    func ranges() {
        let texts = Fuzzing.bytes(
            "node-[01:15:2]-[a:f]", "[2001:db8::[1:3]]:22", "a.b_c-d:2222", "x[0:9223372036854775807]", "[a:Z]", "[:5]")
        Fuzzing.run(texts, ["[", "]", ":", "0", "9", "a", "z", "-", "99999999999999999999", ".", "é", "::"]) { text in
            let address = HostAddress(String(decoding: text, as: UTF8.self))
            guard case .success(let pattern) = HostPattern.read(address.pattern, limit: 1000) else { return }
            let names = pattern.names()
            #expect(names.count == pattern.count, "\(address.pattern)")
            #expect(pattern.ends.first == names.first && pattern.ends.last == names.last, "\(address.pattern)")
        }
    }

    @Test("literals of Python's")
    func literals() {
        let texts = Fuzzing.bytes(
            "[1, 'a', (2,), {'k': [None, True, -1.5e3]}]", "b'\\x41' b\"c\"", "'\\u263a' 'x' # y", "0x_ff",
            "1_000.5e-7", "{1, 2}",
            "((((1))))", "r'\\'", "1e999", "- 1")
        Fuzzing.run(texts, Self.literalWords) { text in
            _ = INILiteralProbe.read(String(decoding: text, as: UTF8.self))
        }
    }

    @Test("texts that once broke something")
    func corpus() {
        for text in Fuzzing.texts("Corpus", [".yml"]) { Self.read(text, file: "hosts.yml") }
        for text in Fuzzing.texts("Corpus", [".ini"]) { Self.read(text, file: "hosts.ini") }
    }
}

/// One value of an INI file by itself.
private enum INILiteralProbe {
    static func read(_ text: String) -> Bool {
        let sources = InventorySources(
            files: [InventoryFile(path: "hosts.ini", bytes: Array("[a]\nh\n[a:vars]\nx=\(text)\n".utf8))])
        return InventoryListing.read(sources).value?.json(ofHost: "h") != nil
    }
}
