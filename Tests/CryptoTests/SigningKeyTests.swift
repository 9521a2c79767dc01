import Crypto
import Testing

@Suite("Signing")
struct SigningKeyTests {
    @Test(
        "Ed25519 gives the signatures of RFC 8032 §7.1",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func ed25519(_ seed: String, _ message: String, _ publicKey: String, _ signature: String) throws {
        let key = try SigningKey(ed25519Seed: try #require(Hexadecimal.decode(seed)))
        #expect(Hexadecimal.encode(key.publicKey) == publicKey)
        #expect(
            key.sign(try #require(Hexadecimal.decode(message))) == .ed25519(try #require(Hexadecimal.decode(signature)))
        )
    }

    @Test("a seed of another length and a point off its curve are refused")
    func malformed() {
        #expect(throws: SigningKey.Refusal.malformed) { _ = try SigningKey(ed25519Seed: [1, 2, 3]) }
        let point = [4] + [UInt8](repeating: 1, count: 64)
        #expect(throws: SigningKey.Refusal.malformed) { _ = try SigningKey(.p256, point: point, number: [5]) }
        let pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        #expect(throws: SigningKey.Refusal.malformed) { _ = try SigningKey(pem: Array(pem.utf8)) }
    }
}
