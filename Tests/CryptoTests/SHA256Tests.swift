import Crypto
import Files
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// FIPS 180-4 examples and the NIST short messages.
    @Test(
        "known messages have their published digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func known(message: String, digest: String) {
        #expect(Hexadecimal.encode(SHA256.hash(Array(message.utf8))) == digest)
    }

    @Test("a million bytes fed in uneven pieces give the published digest")
    func pieces() {
        var digest = SHA256()
        var left = 1_000_000
        var size = 1
        while left > 0 {
            let count = min(size, left)
            digest.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
            left -= count
            size = size * 3 % 7919 + 1
        }
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(Hexadecimal.encode(digest.finalize()) == expected)
    }

    @Test("a file that is longer than one chunk hashes as its bytes do")
    func file() throws {
        let directory = try TemporaryDirectory(prefix: "crypto")
        let bytes = (0..<(FileDescriptor.chunkLength * 2 + 17)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(bytes, to: directory.file("data"))
        #expect(try SHA256.hash(file: directory.file("data")) == SHA256.hash(bytes))
    }

    @Test("a missing file and a directory are errors with the kernel's reason")
    func unreadable() throws {
        let directory = try TemporaryDirectory(prefix: "crypto")
        let missing = directory.file("missing")
        #expect(throws: FileError("open", missing, .system(.notFound))) { try SHA256.hash(file: missing) }
        let path = directory.path
        #expect(throws: FileError("read", path, .system(.isDirectory))) { try SHA256.hash(file: path) }
    }
}
