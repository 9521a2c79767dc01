import ChainCore
import Files
import Testing

@testable import ValidatorKeys

@Suite("validator's key")
struct ValidatorKeyTests {
    @Test("RFC 8032's first two test vectors")
    func published() throws {
        let vectors = [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", [UInt8](),
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                    + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", [0x72],
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ]
        for (seed, publicKey, message, signature) in vectors {
            let key = try ValidatorKey(seed: try #require(ChainHash(hex: seed)).bytes)
            #expect("\(key.publicKey)" == publicKey)
            let signed = try #require(key.sign(message))
            #expect(ChainHash(signed.prefix(32))?.description == String(signature.prefix(64)))
            #expect(ChainHash(signed.suffix(32))?.description == String(signature.suffix(64)))
            #expect(ValidatorKey.isValid(signature: signed, of: message, by: key.publicKey))
            #expect(!ValidatorKey.isValid(signature: signed, of: message + [0], by: key.publicKey))
            #expect(!ValidatorKey.isValid(signature: signed.dropLast(), of: message, by: key.publicKey))
            #expect(!ValidatorKey.isValid(signature: signed, of: message, by: .zero))
        }
    }

    @Test("a key made on disk is read back, only its owner may read it, and none is written over")
    func file() throws {
        let folder = try TemporaryDirectory(prefix: "key-")
        let path = folder.file("validator.key")
        let key = try ValidatorKey.generate(at: path)
        #expect(try File.metadata(path).mode == 0o600)
        #expect(try ValidatorKey(reading: path).publicKey == key.publicKey)
        #expect(throws: ValidatorKeyError.self) { try ValidatorKey.generate(at: path) }
        try File.setMode(path, 0o640)
        let error = #expect(throws: ValidatorKeyError.self) { try ValidatorKey(reading: path) }
        #expect(error?.code == .open)
    }

    @Test("two keys differ")
    func randomness() throws {
        let folder = try TemporaryDirectory(prefix: "key-")
        let keys = try (0..<8).map { try ValidatorKey.generate(at: folder.file("\($0)")).publicKey }
        #expect(Set(keys).count == 8)
    }
}
