/// One bastion of ProxyJump: `[user@]host[:port]`, or `ssh://[user@]host[:port]`.
public struct JumpHop: Hashable, Sendable {
    /// More are refused: each costs a connection, and a list that long is a mistake.
    public static let maximumHops = 8

    public let user: String?
    /// A name, which may be an alias of ssh_config, or an address without brackets.
    public let host: String
    public let port: UInt16?

    /// Reads ProxyJump's list, the first hop first; nil when it is `none`.
    ///
    /// - Parameter place: where it stands, for the error.
    public static func list(_ text: String, place: String) throws(SSHConfigError) -> [JumpHop]? {
        guard text.lowercased() != "none" else { return nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= maximumHops else {
            throw SSHConfigError(.tooMuch, place, "ProxyJump names more than \(maximumHops) hosts")
        }
        var hops: [JumpHop] = []
        for part in parts {
            guard let hop = JumpHop(part) else {
                throw SSHConfigError(.value, place, "'\(part)' is no host to jump over")
            }
            hops.append(hop)
        }
        return hops
    }

    init?(_ text: Substring) {
        var rest = text
        if rest.hasPrefix("ssh://") {
            rest = rest.dropFirst("ssh://".count)
            if rest.last == "/" { rest = rest.dropLast() }
        }
        user = rest.lastIndex(of: "@").map { String(rest[..<$0]) }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        var port: Substring?
        if rest.first == "[", let end = rest.firstIndex(of: "]") {
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.first == ":" else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
            rest = rest[rest.index(after: rest.startIndex)..<end]
        } else if rest.count(where: { $0 == ":" }) == 1, let colon = rest.firstIndex(of: ":") {
            port = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        if let port {
            guard let number = UInt16(port), number > 0 else { return nil }
            self.port = number
        } else {
            self.port = nil
        }
        host = String(rest)
        guard Self.isPlain(host), user.map(Self.isPlain) != false else { return nil }
    }

    /// Whether neither a program could take a name for an option, nor a shell for more than a word.
    static func isPlain(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"'`\"$\\;&<>|(){}*?!#~".utf8.contains($0) }
        return isWord && !name.isEmpty && !name.hasPrefix("-")
    }
}
