import Crypto
import Testing

@Suite("HMAC")
struct HMACTests {
    /// RFC 2202 for SHA-1, RFC 4231 for SHA-256.
    @Test(
        "the published cases hold",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [], "", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
            ),
        ])
    func known(key: [UInt8], message: String, sha1: String, sha256: String) {
        #expect(Hexadecimal.encode(HMAC.sha1(key: key, Array(message.utf8))) == sha1)
        #expect(Hexadecimal.encode(HMAC.sha256(key: key, Array(message.utf8))) == sha256)
    }
}

@Suite("hexadecimal")
struct HexadecimalTests {
    @Test("every byte survives the way there and back")
    func roundTrip() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes).uppercased()) == bytes)
    }

    @Test("half a byte and foreign characters are refused", arguments: ["a", "0g", "0x00", " 00", "é0", "\u{ff10}0"])
    func refused(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }
}
