import SSHKeys

/// What is said to an agent and what it answers (draft-ietf-sshm-ssh-agent; OpenSSH's PROTOCOL.agent).
enum AgentMessage {
    /// Longest answer accepted, in bytes, as in OpenSSH's client.
    static let maximumLength = 256 * 1024
    /// More keys of one agent are not read, as in OpenSSH's client.
    static let maximumKeys = 2048
    /// What is kept of a key's comment, in characters.
    private static let maximumComment = 200

    private static let listRequest: UInt8 = 11
    private static let listAnswer: UInt8 = 12
    private static let signRequest: UInt8 = 13
    private static let signAnswer: UInt8 = 14

    struct Key: Hashable, Sendable {
        var publicKey: HostKey
        var comment: String
    }

    static func list() -> [UInt8] { framed([listRequest]) }

    /// Asks for a signature by a key; `algorithm` tells RSA how.
    static func sign(_ data: [UInt8], by key: HostKey, algorithm: String) -> [UInt8] {
        var writer = WireWriter()
        writer.write(byte: signRequest)
        writer.writeString(key.blob)
        writer.writeString(data)
        writer.write(flags(algorithm))
        return framed(writer.bytes)
    }

    /// The keys of an answer; nil when it is none. A key that cannot be read is left out.
    static func keys(_ answer: [UInt8]) -> [Key]? {
        var reader = WireReader(answer)
        guard reader.readByte() == listAnswer, let count = reader.readUInt32(), count <= maximumKeys else { return nil }
        var keys: [Key] = []
        for _ in 0..<count {
            guard let blob = reader.readString(), let comment = reader.readText() else { return nil }
            guard let publicKey = HostKey(blob: Array(blob)) else { continue }
            keys.append(Key(publicKey: publicKey, comment: String(comment.prefix(maximumComment))))
        }
        return reader.isAtEnd ? keys : nil
    }

    /// The algorithm and the signature behind it; nil when the agent did not sign.
    static func signature(_ answer: [UInt8]) -> (algorithm: String, bytes: [UInt8])? {
        var reader = WireReader(answer)
        guard reader.readByte() == signAnswer, let signature = reader.readString(), reader.isAtEnd else { return nil }
        var inner = WireReader(signature)
        guard let algorithm = inner.readText(), let bytes = inner.readString(), inner.isAtEnd else { return nil }
        return (algorithm, Array(bytes))
    }

    private static func flags(_ algorithm: String) -> UInt32 {
        switch algorithm {
        case "rsa-sha2-256": 2
        case "rsa-sha2-512": 4
        default: 0
        }
    }

    private static func framed(_ message: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.writeString(message)
        return writer.bytes
    }
}
