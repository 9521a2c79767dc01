import Testing
import YAML

@Suite("YAML documents")
struct YAMLDocumentTests {
    @Test("every node knows its line and column, in characters")
    func marks() throws {
        let root = try parse(
            """
            all:
              hosts:
                "näme": {port: 22}
                list: [a, 'b']
            """)
        let hosts = try #require(root["all"]?["hosts"])
        #expect(hosts.mark == SourceMark(file: "hosts.yml", line: 3, column: 5))
        let port = try #require(hosts["näme"]?["port"])
        #expect(port.mark.description == "hosts.yml:3:20")
        #expect(port.kind == .scalar("22", .plain))
        guard case .sequence(let items) = hosts["list"]?.kind else { return #expect(Bool(false), "no list") }
        #expect(items.map(\.kind) == [.scalar("a", .plain), .scalar("b", .singleQuoted)])
        #expect(items[1].mark.column == 15)
    }

    @Test("pairs keep the order of the file")
    func order() throws {
        guard case .mapping(let pairs) = try parse("z: 1\na: 2\nm: 3\n").kind else { return }
        #expect(pairs.map(\.name) == ["z", "a", "m"])
    }

    @Test("plain nothing is null, quoted nothing is text", arguments: ["", "~", "null", "# only a comment\n"])
    func null(text: String) throws {
        #expect(try parse(text).isNull)
        #expect(try !parse("'\(text.first == "#" ? "" : text)'").isNull)
    }

    @Test("a tag stays with its node")
    func tag() throws {
        #expect(try parse("a: !vault |\n  3132\n")["a"]?.tag == "!vault")
    }

    @Test("an alias stands for its anchor's value")
    func alias() throws {
        let root = try parse("a: &x {k: 1}\nb: *x\n")
        #expect(root["b"] == root["a"])
    }

    @Test("a byte order mark is no part of the text")
    func byteOrderMark() throws {
        #expect(try YAMLDocument.parse([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8), file: "f")["a"] != nil)
    }
}

@Suite("YAML errors")
struct YAMLErrorTests {
    @Test(
        "what is wrong is named with its place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", YAMLError.Code.duplicateKey, 3, 1),
            ("a: {b: 1, 'b': 2}\n", .duplicateKey, 1, 11),
            ("? [x]\n: 1\n", .complexKey, 1, 3),
            ("a: *gone\n", .unknownAlias, 1, 4),
            ("a: &r [*r]\n", .unknownAlias, 1, 8),
            ("a: 1\n---\nb: 2\n", .severalDocuments, 2, 1),
            ("a: [1, 2\nb: 3\n", .syntax, 2, 2),
            ("a:\n\t- 1\n", .syntax, 2, 1),
            ("a: 'open\n", .syntax, 2, 1),
            ("a: %x\n", .syntax, 1, 4),
            ("ok: 1\nx\u{0001}: 2\n", .encoding, 2, 2),
        ])
    func places(text: String, code: YAMLError.Code, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try parse(text) }
        #expect(error?.code == code)
        #expect(error?.mark == SourceMark(file: "hosts.yml", line: line, column: column))
        #expect(error?.message.isEmpty == false)
    }

    @Test(
        "bytes that are not UTF-8 are refused at the first that is wrong",
        arguments: [([0xFF], 4), ([0xC3, 0x28], 5), ([0xED, 0xA0, 0x80], 4)])
    func encoding(bytes: [UInt8], column: Int) {
        let error = #expect(throws: YAMLError.self) {
            try YAMLDocument.parse(Array("a: 1\nb: ".utf8) + bytes, file: "hosts.yml")
        }
        #expect(error?.code == .encoding)
        #expect(error?.mark == SourceMark(file: "hosts.yml", line: 2, column: column))
    }

    @Test("a message is one line that an editor can jump to")
    func message() {
        let error = #expect(throws: YAMLError.self) { try parse("a: 1\na: 2\n") }
        #expect(error?.description == "hosts.yml:2:1: key 'a' stands here again; first on line 1")
    }
}

func parse(_ text: String, limits: YAMLLimits = .standard) throws(YAMLError) -> YAMLNode {
    try YAMLDocument.parse(Array(text.utf8), file: "hosts.yml", limits: limits)
}

extension YAMLNode {
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs) = kind else { return nil }
        return pairs.first { $0.name == key }?.value
    }
}
