/// An http or https URL to which paths are added: scheme, host, perhaps a port and a path (RFC 3986).
public struct BaseURL: Sendable {
    /// As written, without slashes at its end.
    public let text: String
    /// The same for two URLs that lead to the same place: scheme and host in small letters, the port always said.
    let identity: String

    /// Reads `text`; says what is wrong with it otherwise. A user, a query and a fragment are refused: secrets do not
    /// belong into an inventory, and nothing could be added behind the others.
    public static func read(_ text: String) -> Result<BaseURL, TextProblem> {
        let lowered = text.lowercased()
        let scheme = ["http://", "https://"].first { lowered.hasPrefix($0) }
        guard let scheme else {
            return .failure(TextProblem("is no http or https URL", hint: "such as http://203.0.113.1:12346"))
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(authority.count)
        if authority.contains("@") { return .failure(TextProblem("names a user", hint: "leave user and password out")) }
        if path.contains("?") || path.contains("#") { return .failure(TextProblem("has a query or a fragment")) }
        guard path.utf8.allSatisfy({ isAlphanumeric($0) || "/-._~!$&'()*+,;=:@%".utf8.contains($0) }) else {
            return .failure(TextProblem("has a path with characters that a URL writes as %XX"))
        }
        guard let (host, port) = split(authority) else {
            return .failure(
                TextProblem("has no host, or a port that is none", hint: "http://HOST:PORT, port 1 to 65535"))
        }
        if let wrong = Findings.problem(ofAddress: host) {
            return .failure(TextProblem("has a host that \(wrong.message)", hint: wrong.hint))
        }
        let trimmed = path.reversed().drop { $0 == "/" }.reversed()
        let number = port ?? (scheme == "https://" ? 443 : 80)
        return .success(
            BaseURL(
                text: scheme + authority + String(trimmed),
                identity: "\(scheme)\(host.lowercased()):\(number)\(String(trimmed))"))
    }

    /// Host, without an IPv6 address's brackets, and port.
    private static func split(_ authority: Substring) -> (host: String, port: UInt16?)? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            guard host.contains(":") else { return nil }
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            port = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { return nil }
        guard let port else { return (String(host), nil) }
        guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt16(port), number > 0 else {
            return nil
        }
        return (String(host), number)
    }
}
