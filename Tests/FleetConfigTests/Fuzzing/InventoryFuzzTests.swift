import Files
import FleetModel
import Glibc
import Testing

@testable import FleetConfig

/// Each parser of an inventory gets texts that were changed at random, and gives a value or says what is wrong, soon.
///
/// `CJCTL_FUZZ_SEED` repeats a run; the seed is in every failure. Texts that once broke something stay under
/// `Tests/Fixtures/Corpus`, together with the inventories under `Tests/Fixtures/Inventories` they are what is changed.
@Suite("changed at random")
struct InventoryFuzzTests {
    private static let fixtures = FilePath.join(
        FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))),
        "Tests/Fixtures")
    /// Longer than any of these texts takes on a busy machine, much shorter than one that costs exponentially.
    private static let patience = Duration.seconds(5)

    /// With the readers of releases, `script/test --long` fuzzes for ten minutes.
    private static let budget: Duration = isLong ? .seconds(65) : .seconds(6)
    private static let isLong = unsafe getenv("CJCTL_TEST_LONG") != nil
    private static let seed: UInt64 = {
        let named = unsafe getenv("CJCTL_FUZZ_SEED").map { unsafe String(cString: $0) }
        return named.flatMap(UInt64.init) ?? 20_261_120
    }()

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

    /// Texts of a folder under the fixtures and of all that is in it, by a part of their names.
    private static func texts(_ folder: String, _ endings: [String]) -> [[UInt8]] {
        let path = FilePath.join(fixtures, folder)
        return ((try? Directory.list(path)) ?? []).flatMap { name -> [[UInt8]] in
            let inner = FilePath.join(path, name)
            if (try? File.metadata(inner).kind) == .directory { return texts(FilePath.join(folder, name), endings) }
            guard endings.contains(where: { name.hasSuffix($0) }) else { return [] }
            return (try? File.read(inner, limit: 1 << 20)).map { [Array($0.prefix(4000))] } ?? []
        }
    }

    private static func bytes(_ lines: String...) -> [[UInt8]] { lines.map { Array($0.utf8) } }

    /// Calls `body` with changed texts until the time is up.
    private func fuzz(_ texts: [[UInt8]], _ words: [String], _ body: ([UInt8]) -> Void) {
        #expect(!texts.isEmpty)
        var mutation = Mutation(seed: Self.seed, of: texts, words: words)
        let clock = ContinuousClock()
        let end = clock.now + Self.budget
        var count = 0
        while clock.now < end {
            let text = mutation.next()
            let took = clock.measure { body(text) }
            count += 1
            if took > Self.patience {
                Issue.record("seed \(Self.seed), text \(count) took \(took): \(String(decoding: text, as: UTF8.self))")
            }
        }
        #expect(count > 100)
    }

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
        let texts = Self.texts("Inventories", [".yml", ".yaml", ".json"]) + Self.texts("Corpus", [".yml"])
        fuzz(texts, Self.yamlWords) { Self.read($0, file: "hosts.yml") }
    }

    @Test("INI")
    func ini() {
        let texts = Self.texts("Inventories", [".ini", "hosts"]) + Self.texts("Corpus", [".ini"])
        fuzz(texts, Self.iniWords) { Self.read($0, file: "hosts.ini") }
    }

    @Test("ranges and addresses")
    func ranges() {
        let texts = Self.bytes(
            "node-[01:15:2]-[a:f]", "[2001:db8::[1:3]]:22", "a.b_c-d:2222", "x[0:9223372036854775807]", "[a:Z]", "[:5]")
        fuzz(texts, ["[", "]", ":", "0", "9", "a", "z", "-", "99999999999999999999", ".", "é", "::"]) { text in
            let address = HostAddress(String(decoding: text, as: UTF8.self))
            guard case .success(let pattern) = HostPattern.read(address.pattern, limit: 1000) else { return }
            let names = pattern.names()
            #expect(names.count == pattern.count, "\(address.pattern)")
            #expect(pattern.ends.first == names.first && pattern.ends.last == names.last, "\(address.pattern)")
        }
    }

    @Test("literals of Python's")
    func literals() {
        let texts = Self.bytes(
            "[1, 'a', (2,), {'k': [None, True, -1.5e3]}]", "b'\\x41' b\"c\"", "'\\u263a' 'x' # y", "0x_ff",
            "1_000.5e-7", "{1, 2}",
            "((((1))))", "r'\\'", "1e999", "- 1")
        fuzz(texts, Self.literalWords) { text in
            _ = INILiteralProbe.read(String(decoding: text, as: UTF8.self))
        }
    }

    @Test("texts that once broke something")
    func corpus() {
        for text in Self.texts("Corpus", [".yml"]) { Self.read(text, file: "hosts.yml") }
        for text in Self.texts("Corpus", [".ini"]) { Self.read(text, file: "hosts.ini") }
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
