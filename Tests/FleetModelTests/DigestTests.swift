import FleetModel
import FoundationEssentials
import Testing

@Suite("Digest")
struct DigestTests {
    private static let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("is read in either case and written in lower case")
    func roundTrip() throws {
        let digest = try #require(Digest(hexadecimal: Self.text))
        #expect(digest.description == Self.text)
        #expect(Digest(hexadecimal: Self.text.uppercased()) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(digest.short == "e3b0c442…b855")
    }

    @Test(
        "refuses anything but 64 hexadecimal digits",
        arguments: [
            "", "00", String(text.dropLast()), text + "0", String(text.dropLast()) + "g", " " + text.dropFirst(),
            String(repeating: "é", count: 32),
        ])
    func refusals(text: String) {
        #expect(Digest(hexadecimal: text) == nil)
    }

    @Test("refuses anything but 32 bytes", arguments: [0, 31, 33])
    func refusesBytes(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test("sorts as its text does")
    func order() throws {
        let low = try #require(Digest(hexadecimal: "0" + Self.text.dropFirst()))
        let high = try #require(Digest(hexadecimal: Self.text))
        #expect(low < high)
        #expect(!(high < low))
    }

    @Test("is encoded as its text, and other text is refused")
    func coding() throws {
        let digest = try #require(Digest(hexadecimal: Self.text))
        let bytes = try JSONEncoder().encode([digest])
        #expect(String(decoding: bytes, as: UTF8.self) == "[\"\(Self.text)\"]")
        #expect(try JSONDecoder().decode([Digest].self, from: bytes) == [digest])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Digest].self, from: Data("[\"ab\"]".utf8)) }
    }
}
