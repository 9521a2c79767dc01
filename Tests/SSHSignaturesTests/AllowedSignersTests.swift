import SSHKeys
import SSHSignatures
import Testing

@Suite("allowed signers")
struct AllowedSignersTests {
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII5ZNkc8nhTjGBqFayrZPRwXs1f/vGCNx8gk2TjYkPuL"

    @Test("comments and empty lines are passed over; names, options and a comment are read")
    func happy() throws {
        let read = try signers("# who signs\n\nalice,a@example.com \(Self.key) laptop\n")
        #expect(read.signers.map(\.principals) == [["alice", "a@example.com"]])
        #expect(read.signers.map(\.name) == ["alice"])
        #expect(read.signers.map(\.key.type) == ["ssh-ed25519"])
    }

    @Test(
        "everything that ssh-keygen would read otherwise is refused, line by line",
        arguments: [
            ("", "1: it names nobody"),
            ("# nobody\n", "1: it names nobody"),
            ("alice\n", "1: a key is missing: principals, perhaps options, the key's type and the key are expected"),
            (
                "alice cert-authority \(key)\n",
                "1: a certificate authority could make any number of signers; name the keys themselves"
            ),
            (
                "alice CERT-AUTHORITY,namespaces=\"x\" \(key)\n",
                "1: a certificate authority could make any number of signers; name the keys themselves"
            ),
            ("alice verify-required \(key)\n", "1: the option 'verify-required' is not known"),
            ("alice namespaces \(key)\n", "1: the option 'namespaces' is not known"),
            ("alice ssh-dss AAAA\n", "1: 'ssh-dss' is neither an option nor a known key type"),
            ("alice ssh-rsa \(key.dropFirst(12))\n", "1: the key is damaged"),
            ("alice \(key.dropLast(4))\n", "1: the key is damaged"),
            ("\"a b\" \(key)\n", "1: the principal '\"a b\"' is no plain name of A-Z a-z 0-9 . _ @ + -"),
            ("-alice \(key)\n", "1: the principal '-alice' is no plain name of A-Z a-z 0-9 . _ @ + -"),
            ("alice, \(key)\n", "1: the principal '' is no plain name of A-Z a-z 0-9 . _ @ + -"),
            ("alice namespaces=\"x \(key)\n", "1: quotes do not close"),
            ("alice \(key)\r\n", "1: a carriage return or a backslash"),
            ("alice \(key)\nbob \(key)\n", "2: the key stands on line 1 already; a key is one signer's"),
        ])
    func refused(text: String, expected: String) {
        #expect(problems(text) == [expected])
    }

    @Test("every wrong line is named")
    func all() {
        #expect(problems("* \(Self.key)\nbob\n").map { $0.prefix(2) } == ["1:", "2:"])
    }

    @Test("a file that is too long or no text is refused")
    func limits() {
        #expect(
            problems(String(repeating: "#", count: AllowedSigners.longestFile + 1)) == ["1: longer than 1048576 bytes"])
        guard case .failure(let found) = AllowedSigners.read([0xFF, 0x0A]) else {
            Issue.record("bytes that are no text were read")
            return
        }
        #expect(found.all.map(\.message) == ["it is not UTF-8 text"])
    }
}
