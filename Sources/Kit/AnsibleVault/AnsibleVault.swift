internal import Crypto

/// Texts that `ansible-vault encrypt` has encrypted: format 1.1 and 1.2 with AES256 (docs.ansible.com, "Format of files
/// encrypted with Ansible Vault").
public enum AnsibleVault {
    /// The longest file that is read, in bytes.
    public static let longestFile = 1 << 20

    private static let saltLength = 32
    private static let macLength = 32
    private static let blockLength = 16
    /// As ansible-vault has it since format 1.1.
    private static let iterations = 10_000

    /// The text that is encrypted in `file`.
    ///
    /// - Parameter password: as it was given to ansible-vault, without a line end.
    /// - Throws: when `file` is none of these, or the password is not the one. The authentication code is checked first:
    ///   bytes that were tampered with are never decrypted.
    public static func decrypt(_ file: [UInt8], password: [UInt8]) throws(AnsibleVaultError) -> [UInt8] {
        let payload = try envelope(file)
        let parts = payload.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard parts.count == 3, let salt = bytes(parts[0]), let mac = bytes(parts[1]), let text = bytes(parts[2]),
            salt.count == saltLength, mac.count == macLength, !text.isEmpty
        else { throw .damaged }
        let derived = PBKDF2.sha256(
            password: password, salt: salt, iterations: iterations,
            length: 2 * AES256CTR.keyLength + AES256CTR.counterLength)
        let authentication = Array(derived[AES256CTR.keyLength..<(2 * AES256CTR.keyLength)])
        guard isSame(HMAC.sha256(key: authentication, text), mac) else { throw .wrongPassword }
        let padded = AES256CTR.apply(
            key: Array(derived[..<AES256CTR.keyLength]), counter: Array(derived[(2 * AES256CTR.keyLength)...]),
            to: text)
        return try unpadded(padded)
    }

    /// Takes the padding off (PKCS #7).
    private static func unpadded(_ bytes: [UInt8]) throws(AnsibleVaultError) -> [UInt8] {
        guard let padding = bytes.last.map(Int.init), (1...blockLength).contains(padding), padding <= bytes.count,
            bytes.suffix(padding).allSatisfy({ Int($0) == padding })
        else { throw .damaged }
        return Array(bytes.dropLast(padding))
    }

    /// The hexadecimal digits below the header, decoded once.
    private static func envelope(_ file: [UInt8]) throws(AnsibleVaultError) -> [UInt8] {
        guard file.count <= longestFile else { throw .tooLong }
        let lines = file.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        let header =
            lines.first.map { String(decoding: $0, as: UTF8.self).split(separator: ";").map(String.init) } ?? []
        guard header.first == "$ANSIBLE_VAULT" else { throw .notEncrypted }
        let version = header.count > 1 ? header[1] : ""
        guard header.count > 2, ["1.1": 3, "1.2": 4][version] == header.count,
            header[2].trimmingBlanks == "AES256"
        else { throw .unknownFormat }
        guard let payload = bytes(lines.dropFirst().joined()) else { throw .damaged }
        return payload
    }

    private static func bytes(_ digits: some Sequence<UInt8>) -> [UInt8]? {
        Hexadecimal.decode(String(decoding: Array(digits), as: UTF8.self))
    }

    /// Takes as long for bytes that differ early as for those that differ late.
    private static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Why a text could not be decrypted. Never holds any of it.
public enum AnsibleVaultError: Error, Hashable, Sendable, CustomStringConvertible {
    case notEncrypted, unknownFormat, damaged, tooLong, wrongPassword

    public var description: String {
        switch self {
        case .notEncrypted: "it is not encrypted by ansible-vault"
        case .unknownFormat: "it is encrypted in a form that is not known; 1.1 and 1.2 with AES256 are"
        case .damaged: "it is damaged"
        case .tooLong: "it has more than \(AnsibleVault.longestFile) bytes"
        case .wrongPassword: "the vault's password is not the one that it was encrypted with"
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
    }
}
