import FleetConfig
import FleetModel
import Testing

@Suite("a release's checksums")
struct ReleaseListingReaderTests {
    private static let zeros = String(repeating: "0", count: 64)
    private static let ones = String(repeating: "1", count: 64)

    private func read(_ text: String) -> Diagnosed<[(name: String, digest: Digest)]> {
        ReleaseListingReader.read(Array(text.utf8), file: "coinjectured.sha256")
    }

    @Test("what sha256sum prints is read, in text and in binary form, in order")
    func happy() throws {
        let listing = read("\(Self.ones)  coinjectured\n\(Self.zeros) *libcj++.so.1\n")
        let entries = try #require(listing.value)
        #expect(entries.map(\.name) == ["coinjectured", "libcj++.so.1"])
        #expect(entries.map(\.digest.description) == [Self.ones, Self.zeros])
        #expect(listing.diagnostics.isEmpty)
    }

    @Test(
        "anything else is refused at its first wrong column",
        arguments: [
            ("", ["1:1: no file is listed"]),
            ("\n", ["1:1: an empty line"]),
            ("\(zeros)  a", ["1:68: the last line has no end; the file may have been cut off"]),
            ("\(zeros)  a\r\n", ["1:68: the line ends with a carriage return"]),
            ("\(zeros)  a\n\n", ["2:1: an empty line"]),
            ("\(zeros.dropLast())  a\n", ["1:64: 63 hexadecimal digits; a SHA-256 digest has 64"]),
            ("\(zeros)0  a\n", ["1:65: 65 hexadecimal digits; a SHA-256 digest has 64"]),
            ("\(zeros.dropLast())A  a\n", ["1:64: an uppercase digit; sha256sum prints lowercase ones"]),
            ("\(zeros.dropLast())g  a\n", ["1:64: 63 hexadecimal digits; a SHA-256 digest has 64"]),
            ("\(zeros)a\n", ["1:65: 65 hexadecimal digits; a SHA-256 digest has 64"]),
            ("\(zeros)\n", ["1:65: a blank is missing"]),
            ("\(zeros)\ta\n", ["1:65: a blank is missing"]),
            ("\(zeros) a\n", ["1:66: a second blank or '*' is missing"]),
            ("\(zeros) \n", ["1:66: a second blank or '*' is missing"]),
            ("\(zeros)  \n", ["1:67: the name is missing"]),
            ("\(zeros)   a\n", ["1:67: the name holds the byte 0x20"]),
            ("\(zeros)  a/b\n", ["1:68: a release holds plain files, no folders"]),
            ("\(zeros)  /etc/passwd\n", ["1:67: a release holds plain files, no folders"]),
            ("\(zeros)  ../a\n", ["1:67: a name that starts with '.' hides or climbs"]),
            ("\(zeros)  -rf\n", ["1:67: a name that starts with '-' would be read as an option"]),
            ("\(zeros)  a b\n", ["1:68: the name holds the byte 0x20"]),
            ("\(zeros)  a$b\n", ["1:68: the name holds '$'"]),
            ("\(zeros)  é\n", ["1:67: the name holds the byte 0xc3"]),
            ("\(zeros)  a\u{0}\n", ["1:68: the name holds the byte 0x00"]),
            ("\(zeros)  \(String(repeating: "n", count: 129))\n", ["1:195: the name has 129 characters"]),
            ("SHA256 (a) = \(zeros)\n", ["1:1: a line in BSD's form"]),
            ("\\\(zeros)  a\\\\b\n", ["1:1: a line with an escaped name"]),
            ("# release\n\(zeros)  a\n", ["1:1: a comment; a listing has none"]),
            ("\(zeros)  a\n\(ones)  b\n\(ones) *a\n", ["3:67: 'a' stands here again; first on line 1"]),
        ])
    func refused(text: String, expected: [String]) {
        let listing = read(text)
        #expect(lines(listing.diagnostics) == expected)
        #expect(listing.value == nil)
    }

    @Test("every bad line is named")
    func all() {
        let listing = read("x\n\(Self.zeros)  a\n\(Self.zeros)  -b\n\(Self.zeros)  a\n\(Self.zeros)  a")
        #expect(
            lines(listing.diagnostics) == [
                "1:1: 0 hexadecimal digits; a SHA-256 digest has 64",
                "3:67: a name that starts with '-' would be read as an option",
                "4:67: 'a' stands here again; first on line 2", "5:67: 'a' stands here again; first on line 2",
                "5:68: the last line has no end; the file may have been cut off",
            ])
        #expect(listing.diagnostics.allSatisfy { $0.location?.file == "coinjectured.sha256" })
    }

    @Test("size is limited before anything is looked at")
    func limits() {
        let long = ReleaseListingReader.read(
            [UInt8](repeating: 10, count: ReleaseListingReader.maximumBytes + 1), file: "f")
        #expect(lines(long.diagnostics) == ["1:1: 1048577 bytes; a listing has at most 1048576"])
        let many = ReleaseListingReader.read(
            [UInt8](repeating: 10, count: ReleaseListingReader.maximumFiles + 1), file: "f")
        #expect(lines(many.diagnostics) == ["1:1: 1001 lines; a release has at most 1000 files"])
    }
}
