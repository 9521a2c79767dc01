internal import FoundationEssentials
public import SSHKeys

/// A signature as `ssh-keygen -Y sign` writes it (OpenSSH, PROTOCOL.sshsig), taken apart but not yet believed.
///
/// Stricter than ssh-keygen, which passes over bytes after the footer and over odd line breaks: one signature has one
/// spelling here, so that no byte of its file can be changed unnoticed.
public struct SSHSignature: Sendable, Hashable {
    /// The longest file that is read, in bytes: a signature of a long RSA key has about 3,000.
    public static let longestFile = 16 << 10

    /// The key that is said to have signed.
    public let publicKey: HostKey
    /// What the signature is for; one made for another purpose is none.
    public let namespace: String
    /// `sha256` or `sha512`: how the message was digested.
    public let hashAlgorithm: String
    /// The file's bytes.
    public let armour: [UInt8]

    /// Reads a signature file, or says why it is none.
    public init(armour: [UInt8]) throws(SSHSignatureError) {
        guard armour.count <= Self.longestFile else { throw .malformed("it is longer than \(Self.longestFile) bytes") }
        let text = String(decoding: armour, as: UTF8.self)
        guard text.hasPrefix(Self.header), text.hasSuffix(Self.footer) else {
            throw .malformed("it does not start and end as ssh-keygen writes one")
        }
        let base64 = text.dropFirst(Self.header.count).dropLast(Self.footer.count).filter { $0 != "\n" }
        guard let blob = Data(base64Encoded: String(base64)), Self.armoured(Array(blob)) == armour else {
            throw .malformed("its text is not base64 as ssh-keygen writes it")
        }
        var reader = WireReader(blob)
        guard reader.skip(Array("SSHSIG".utf8)), let version = reader.readUInt32() else {
            throw .malformed("it does not hold a signature of SSH")
        }
        guard version == 1 else { throw .malformed("its version is \(version); version 1 is known") }
        guard let keyBlob = reader.readString(), let key = HostKey(blob: Array(keyBlob)),
            let namespace = reader.readString(), let reserved = reader.readString(), let hash = reader.readText(),
            let signature = reader.readString(), !signature.isEmpty, reader.isAtEnd
        else { throw .malformed("it is cut off, or something follows it") }
        guard reserved.isEmpty else { throw .malformed("its reserved field is not empty") }
        guard hash == "sha256" || hash == "sha512" else { throw .malformed("it is over a digest other than SHA-2") }
        guard let purpose = String(validating: namespace, as: UTF8.self), !purpose.isEmpty else {
            throw .malformed("it says nothing of its purpose")
        }
        publicKey = key
        self.namespace = purpose
        hashAlgorithm = hash
        self.armour = armour
    }

    private static let header = "-----BEGIN SSH SIGNATURE-----\n"
    private static let footer = "\n-----END SSH SIGNATURE-----\n"
    /// Where ssh-keygen breaks its lines.
    private static let columns = 70

    private static func armoured(_ blob: [UInt8]) -> [UInt8] {
        let base64 = Array(Data(blob).base64EncodedString().utf8)
        let lines = stride(from: 0, to: base64.count, by: columns).map { start in
            base64[start..<min(start + columns, base64.count)]
        }
        return Array(header.utf8) + lines.joined(separator: [UInt8(ascii: "\n")]) + Array(footer.utf8)
    }
}

/// Why a signature counts for nothing.
public enum SSHSignatureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is no signature; the reason follows "…: ".
    case malformed(String)
    /// It was made for another purpose than the one asked for.
    case otherNamespace(String)
    /// ssh-keygen does not accept it: other bytes, a revoked key, a key outside its time.
    case refused(String)
    /// ssh-keygen could not be asked, or a file that it needs could not be read.
    case unavailable(String)

    public var description: String {
        switch self {
        case .malformed(let reason): "it is no signature: \(reason)"
        case .otherNamespace(let namespace): "it was made for '\(namespace)', not for this"
        case .refused(let reason): reason
        case .unavailable(let reason): "it cannot be checked: \(reason)"
        }
    }
}
