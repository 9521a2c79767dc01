internal import CanonicalJSON
public import ChainCore
internal import Crypto
internal import Files
internal import Glibc

/// A validator's Ed25519 key: what its blocks are signed with.
///
/// On disk it is a JSON object, `{"private_key":HEX,"public_key":HEX,"type":"ed25519"}`, that only its owner may read.
public struct ValidatorKey: Sendable {
    /// The public half, by which the network knows the validator.
    public let publicKey: ChainHash
    private let seed: [UInt8]

    /// Bytes of a key file at most.
    private static let longestFile = 4096
    private static let type = "ed25519"

    private struct Form: Codable {
        let private_key: String
        let public_key: String
        let type: String
    }

    /// The key that RFC 8032 makes of these 32 bytes.
    public init(seed: [UInt8]) throws(ValidatorKeyError) {
        do throws(SigningKey.Refusal) {
            let key = try SigningKey(ed25519Seed: seed)
            guard let publicKey = ChainHash(key.publicKey) else { throw SigningKey.Refusal.malformed }
            self.publicKey = publicKey
            self.seed = seed
        } catch {
            throw ValidatorKeyError(.malformed, "a key is made of \(SigningKey.ed25519SeedLength) bytes")
        }
    }

    /// A new key from the system's randomness, written to `path`, where nothing may stand yet.
    public static func generate(at path: String) throws(ValidatorKeyError) -> ValidatorKey {
        var seed = [UInt8](repeating: 0, count: SigningKey.ed25519SeedLength)
        guard unsafe getentropy(&seed, seed.count) == 0 else {
            throw ValidatorKeyError(.system, "the system gives no random bytes")
        }
        let key = try ValidatorKey(seed: seed)
        let form = Form(
            private_key: Hexadecimal.encode(seed), public_key: key.publicKey.description, type: Self.type)
        guard let bytes = try? CanonicalJSON.encode(form) else {
            throw ValidatorKeyError(.system, "the key has no JSON form")
        }
        try refusing { () throws(FileError) in
            let file = try FileDescriptor(opening: path, for: .createNew(mode: 0o600))
            try file.write(bytes + [UInt8(ascii: "\n")])
            try file.synchronize()
            try Directory.synchronize(FilePath.parent(of: path))
        }
        return key
    }

    /// Reads a key file; one that others may read is refused.
    public init(reading path: String) throws(ValidatorKeyError) {
        let bytes = try Self.refusing { () throws(FileError) in
            try File.read(path, limit: Self.longestFile)
        }
        let mode = try Self.refusing { () throws(FileError) in try File.metadata(path).mode }
        guard mode & 0o077 == 0 else {
            throw ValidatorKeyError(
                .open, "\(path) may be read by others (mode \(String(mode, radix: 8))): chmod 600 \(path)")
        }
        guard let form = try? CanonicalJSON.decode(Form.self, from: bytes), form.type == Self.type,
            let seed = Hexadecimal.decode(form.private_key)
        else { throw ValidatorKeyError(.malformed, "\(path) is no validator's key as 'coinjectured keygen' writes it") }
        let key = try ValidatorKey(seed: seed)
        guard key.publicKey.description == form.public_key else {
            throw ValidatorKeyError(.malformed, "\(path): the public key is not that of the private one")
        }
        self = key
    }

    /// 64 bytes over the message; nil when libcrypto has no memory.
    public func sign(_ message: [UInt8]) -> [UInt8]? {
        guard let key = try? SigningKey(ed25519Seed: seed), case .ed25519(let bytes) = key.sign(message) else {
            return nil
        }
        return bytes
    }

    /// True when `signature` is this public key's over the message.
    public static func isValid(signature: [UInt8], of message: [UInt8], by publicKey: ChainHash) -> Bool {
        Ed25519.isValid(signature: signature, of: message, by: publicKey.bytes)
    }

    private static func refusing<Value>(
        _ act: () throws(FileError) -> Value
    ) throws(ValidatorKeyError) -> Value {
        do throws(FileError) {
            return try act()
        } catch {
            throw ValidatorKeyError(.file, "\(error)")
        }
    }
}
