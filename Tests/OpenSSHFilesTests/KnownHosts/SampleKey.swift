import Crypto
import FoundationEssentials
import SSHKeys

/// Public key lines made of nothing but their form: known_hosts never checks whether a key is on its curve.
struct SampleKey {
    let key: HostKey
    let text: String

    init(_ type: String = "ssh-ed25519", seed: UInt8) throws {
        let parts: [[UInt8]] =
            type.hasPrefix("ecdsa")
            ? [Array(type.utf8), Array(type.utf8.suffix(8)), [4] + [UInt8](repeating: seed, count: 64)]
            : [Array(type.utf8), [UInt8](repeating: seed, count: 32)]
        let blob: [UInt8] = parts.flatMap { part -> [UInt8] in [0, 0, 0, UInt8(part.count)] + part }
        guard let key = HostKey(blob: blob) else { throw SampleError() }
        self.key = key
        text = "\(type) \(Data(blob).base64EncodedString())"
    }

    struct SampleError: Error {}
}

/// A hashed name as OpenSSH writes it.
func hashed(_ name: String, salt seed: UInt8) -> String {
    let salt = [UInt8](repeating: seed, count: 20)
    let digest = HMAC.sha1(key: salt, Array(name.utf8))
    return "|1|\(Data(salt).base64EncodedString())|\(Data(digest).base64EncodedString())"
}
