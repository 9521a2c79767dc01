internal import FoundationEssentials
public import SSHKeys

/// Keys that may sign, from a file in the form of ssh-keygen(1), ALLOWED SIGNERS, without what would let anybody in.
///
/// Refused are patterns among principals (`*` accepts whatever name is claimed), certificate authorities (one key would
/// make any number of signers), options that are not known, and a key that stands twice.
public struct AllowedSigners: Sendable, Hashable {
    /// The longest file and the most signers that are read.
    public static let longestFile = 1 << 20
    public static let maximumSigners = 1000

    /// One line.
    public struct Signer: Sendable, Hashable {
        /// Who it is; at least one name.
        public let principals: [String]
        public let key: HostKey
        /// The line as it stands in the file.
        let line: String

        /// The first of its names.
        public var name: String { principals[0] }
    }

    /// What is wrong with one line.
    public struct Problem: Error, Hashable, Sendable {
        public let line: Int
        public let message: String
    }

    public let signers: [Signer]

    /// All signers, or every line that is wrong.
    public static func read(_ bytes: [UInt8]) -> Result<AllowedSigners, Problems> {
        guard bytes.count <= longestFile else {
            return .failure(Problems(all: [Problem(line: 1, message: "longer than \(longestFile) bytes")]))
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            return .failure(Problems(all: [Problem(line: 1, message: "it is not UTF-8 text")]))
        }
        var signers: [Signer] = []
        var problems: [Problem] = []
        var lines: [HostKey: Int] = [:]
        let allLines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in allLines.enumerated() {
            guard let content = String(line), let first = content.first, first != "#" else { continue }
            do throws(Refusal) {
                let signer = try AllowedSignersLine.read(content)
                if let earlier = lines.updateValue(index + 1, forKey: signer.key) {
                    throw Refusal("the key stands on line \(earlier) already; a key is one signer's")
                }
                signers.append(signer)
            } catch {
                problems.append(Problem(line: index + 1, message: error.message))
            }
            if signers.count > maximumSigners {
                problems.append(Problem(line: index + 1, message: "more than \(maximumSigners) signers"))
                break
            }
        }
        if signers.isEmpty, problems.isEmpty { problems.append(Problem(line: 1, message: "it names nobody")) }
        return problems.isEmpty
            ? .success(AllowedSigners(signers: signers)) : .failure(Problems(all: problems))
    }

    /// The signer whose key this is.
    public func signer(with key: HostKey) -> Signer? { signers.first { $0.key == key } }

    /// Everything that is wrong with a file, in the order of its lines; never empty.
    public struct Problems: Error, Hashable, Sendable {
        public let all: [Problem]
    }

    struct Refusal: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }
}

/// `principals [options] keytype base64 [comment]`.
enum AllowedSignersLine {
    private static let keyTypes: Set<String> = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]
    private static let options: Set<String> = ["namespaces", "valid-after", "valid-before"]

    static func read(_ line: String) throws(AllowedSigners.Refusal) -> AllowedSigners.Signer {
        var words = try split(line)[...]
        let principals = try principals(words.popFirst() ?? "")
        if let word = words.first, !keyTypes.contains(word) {
            try requireKnown(options: word, isFollowed: words.dropFirst().first.map { keyTypes.contains($0) } ?? false)
            words.removeFirst()
        }
        guard let type = words.popFirst(), let base64 = words.popFirst() else {
            throw .init("a key is missing: principals, perhaps options, the key's type and the key are expected")
        }
        guard let blob = Data(base64Encoded: base64), let key = HostKey(blob: Array(blob)), key.type == type,
            blob.base64EncodedString() == base64, isWhole(key.blob)
        else { throw .init("the key is damaged") }
        return AllowedSigners.Signer(principals: principals, key: key, line: line)
    }

    /// A key of any type is a row of strings and numbers, each with its length before it (RFC 4253 §6.6).
    private static func isWhole(_ blob: [UInt8]) -> Bool {
        var reader = WireReader(blob)
        while !reader.isAtEnd {
            guard reader.readString() != nil else { return false }
        }
        return true
    }

    private static func principals(_ text: String) throws(AllowedSigners.Refusal) -> [String] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for name in names {
            guard !name.contains(where: { "*?!".contains($0) }) else {
                throw .init("the principal '\(name)' is a pattern, and would accept names that nobody wrote down")
            }
            let isPlain = name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "._@+-".utf8.contains(byte)
            }
            guard isPlain, let first = name.first, first != "-" else {
                throw .init("the principal '\(name)' is no plain name of A-Z a-z 0-9 . _ @ + -")
            }
        }
        return names
    }

    private static func requireKnown(options text: String, isFollowed: Bool) throws(AllowedSigners.Refusal) {
        for option in try split(text, at: [","]) {
            let name = option.prefix { $0 != "=" }.lowercased()
            guard name != "cert-authority" else {
                throw .init("a certificate authority could make any number of signers; name the keys themselves")
            }
            guard options.contains(name), option.contains("=") else {
                let known = "'\(name)' is neither an option nor a known key type"
                throw .init(isFollowed ? "the option '\(name)' is not known" : known)
            }
        }
    }

    /// The parts between separators, which may stand in double quotes as text.
    private static func split(
        _ line: String, at separators: Set<Character> = [" ", "\t"]
    ) throws(AllowedSigners.Refusal) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line {
            guard !character.isNewline, character != "\\" else { throw .init("a carriage return or a backslash") }
            if character == "\"" { isQuoted.toggle() }
            if separators.contains(character), !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        guard !isQuoted else { throw .init("quotes do not close") }
        return word.isEmpty ? words : words + [word]
    }
}
