/// One pattern of a known_hosts or ssh_config list: `*` is any text, `?` any one byte, a leading `!` excludes.
///
/// Compared in lower case, as OpenSSH does with hosts; see PATTERNS in ssh_config(5).
struct HostPattern: Hashable {
    let isNegated: Bool
    private let bytes: [UInt8]

    init(_ text: some Sequence<UInt8>) { self.init(exactly: text.map(\.lowercasedASCII)) }

    /// Upper and lower case are told apart.
    init(exactly text: some Sequence<UInt8>) {
        let all = Array(text)
        isNegated = all.first == UInt8(ascii: "!")
        bytes = Array(all.dropFirst(isNegated ? 1 : 0))
    }

    /// The name itself, when the pattern is nothing but a name.
    var plainName: String? {
        let hasWildcard = bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        return isNegated || hasWildcard ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the name fits, the negation left aside. `name` is in lower case.
    func matches(_ name: [UInt8]) -> Bool {
        var pattern = 0
        var position = 0
        /// Where to go on when what follows the last star does not fit: one byte further.
        var retry: (pattern: Int, position: Int)?
        while position < name.count {
            if pattern < bytes.count, bytes[pattern] == UInt8(ascii: "*") {
                pattern += 1
                retry = (pattern, position)
            } else if pattern < bytes.count, bytes[pattern] == UInt8(ascii: "?") || bytes[pattern] == name[position] {
                pattern += 1
                position += 1
            } else if let last = retry {
                retry = (last.pattern, last.position + 1)
                (pattern, position) = (last.pattern, last.position + 1)
            } else {
                return false
            }
        }
        return bytes[pattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension [HostPattern] {
    /// A list fits when one pattern does and no negated one does.
    func matches(_ name: [UInt8]) -> Bool {
        guard !contains(where: { $0.isNegated && $0.matches(name) }) else { return false }
        return contains { !$0.isNegated && $0.matches(name) }
    }
}

extension UInt8 {
    /// ASCII letters in lower case, every other byte unchanged.
    var lowercasedASCII: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
