import FleetModel
import FoundationEssentials
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    private static let never = [
        "", " ", "a b", "-a", ".a", "a/b", "a\\b", "a\n", "a\0", "a;b", "a'b", "a\"b", "a$b", "a`b", "a*", "é", "a:b",
        String(repeating: "a", count: maximumIdentifierLength + 1),
    ]

    @Test("no identifier holds what a shell, a path or an option could read another way", arguments: never)
    func refusals(text: String) {
        #expect(HostID(rawValue: text) == nil)
        #expect(NetworkID(rawValue: text) == nil)
        #expect(ReleaseName(rawValue: text) == nil)
        #expect(PhaseName(rawValue: text) == nil)
        #expect(RunID(rawValue: text) == nil)
        #expect(Nonce(rawValue: text) == nil)
    }

    @Test(
        "plain names are kept as they are",
        arguments: ["a", "A-1", "_x", "9", "val.01_b-c", String(repeating: "a", count: maximumIdentifierLength)])
    func accepted(text: String) {
        #expect(HostID(rawValue: text)?.description == text)
        #expect(RunID(rawValue: text)?.rawValue == text)
        #expect(Nonce(rawValue: text)?.rawValue == text)
    }

    @Test("only a host's name may hold @, and only a release's may hold +")
    func extras() {
        #expect(HostID(rawValue: "ops@val-01") != nil)
        #expect(NetworkID(rawValue: "ops@val-01") == nil)
        #expect(ReleaseName(rawValue: "v1.0.0+build.5") != nil)
        #expect(HostID(rawValue: "v1.0.0+build.5") == nil)
    }

    @Test("decoding applies the same grammar")
    func decoding() throws {
        let good = Data("[\"val-01\"]".utf8)
        #expect(try JSONDecoder().decode([HostID].self, from: good).map(\.rawValue) == ["val-01"])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([HostID].self, from: Data("[\"-rf\"]".utf8))
        }
    }
}
