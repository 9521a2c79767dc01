import Crypto
import FoundationEssentials
import SSHKeys

/// One entry of a known_hosts file; see SSH_KNOWN_HOSTS FILE FORMAT in sshd(8).
struct KnownHostsLine {
    enum Marker { case none, certificateAuthority, revoked }

    enum Names {
        case patterns([HostPattern])
        /// `|1|salt|digest`: HMAC-SHA1 of the one name, keyed with the salt.
        case hashed(salt: [UInt8], digest: [UInt8])
    }

    /// Why a line says nothing.
    enum Refusal: String, Error {
        case marker = "unknown marker"
        case fields = "not enough fields"
        case hash = "malformed hash of a host name"
        case key = "malformed key"
        case type = "the key is not of the type that the line names"
    }

    private static let hashLength = 20

    let marker: Marker
    let names: Names
    let key: HostKey

    /// Nil for blank lines and comments.
    static func parse(_ line: some Sequence<UInt8>) throws(Refusal) -> KnownHostsLine? {
        var fields = Array(line).split {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
        }[...]
        guard let first = fields.first, first.first != UInt8(ascii: "#") else { return nil }
        var marker = Marker.none
        if first.first == UInt8(ascii: "@") {
            switch String(decoding: first, as: UTF8.self) {
            case "@cert-authority": marker = .certificateAuthority
            case "@revoked": marker = .revoked
            default: throw .marker
            }
            fields.removeFirst()
        }
        guard fields.count >= 3 else { throw .fields }
        let parts = Array(fields.prefix(3))
        return KnownHostsLine(
            marker: marker, names: try parseNames(parts[0]), key: try parseKey(type: parts[1], base64: parts[2]))
    }

    func matches(_ name: [UInt8]) -> Bool {
        switch names {
        case .patterns(let patterns): patterns.matches(name)
        case .hashed(let salt, let digest): HMAC.sha1(key: salt, name) == digest
        }
    }

    private static func parseNames(_ field: ArraySlice<UInt8>) throws(Refusal) -> Names {
        guard field.first == UInt8(ascii: "|") else {
            return .patterns(field.split(separator: UInt8(ascii: ",")).map { HostPattern($0) })
        }
        let parts = field.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].elementsEqual("1".utf8) else { throw .hash }
        guard let salt = Data(base64Encoded: Data(parts[2])), let digest = Data(base64Encoded: Data(parts[3])),
            salt.count == hashLength, digest.count == hashLength
        else { throw .hash }
        return .hashed(salt: Array(salt), digest: Array(digest))
    }

    private static func parseKey(type: ArraySlice<UInt8>, base64: ArraySlice<UInt8>) throws(Refusal) -> HostKey {
        guard let blob = Data(base64Encoded: Data(base64)), let key = HostKey(blob: Array(blob)) else { throw .key }
        guard type.elementsEqual(key.type.utf8) else { throw .type }
        return key
    }
}
