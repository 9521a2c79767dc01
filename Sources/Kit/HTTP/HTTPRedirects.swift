/// Which redirects of a GET are followed. A POST's never are: what it asks for must not be asked of somebody else.
public enum HTTPRedirects: Sendable, Hashable {
    /// None: a redirect is an answer like any other.
    case none
    /// To the same host and port, or to the same host's TLS.
    case sameHost
    /// To these hosts (names or addresses, at any port) as well.
    case to(Set<String>)

    /// Redirects followed one after the other at most.
    public static let maximumHops = 5

    /// Whether a request goes on from one URL to another.
    ///
    /// Never from `https` to `http`, whatever the host.
    func allows(from here: String, to there: String) -> Bool {
        guard let from = Place(here), let to = Place(there), to.isSecure || !from.isSecure else { return false }
        let isUpgrade = !from.isSecure && to.isSecure && from.port == 80 && to.port == 443
        let isSame = from.host == to.host && (from.port == to.port || isUpgrade)
        return switch self {
        case .none: false
        case .sameHost: isSame
        case .to(let hosts): isSame || hosts.contains { $0.lowercased() == to.host }
        }
    }

    /// Host and port of a URL.
    private struct Place {
        let isSecure: Bool
        let host: String
        let port: Int

        init?(_ url: String) {
            let lowercased = url.lowercased()
            isSecure = lowercased.hasPrefix("https://")
            guard isSecure || lowercased.hasPrefix("http://") else { return nil }
            let authority = String(HTTPRequest(.get, lowercased).authority)
            let end = authority.lastIndex(of: "]") ?? authority.startIndex
            if let colon = authority[end...].lastIndex(of: ":") {
                guard let number = Int(authority[authority.index(after: colon)...]) else { return nil }
                (host, port) = (Self.bare(authority[..<colon]), number)
            } else {
                (host, port) = (Self.bare(authority[...]), isSecure ? 443 : 80)
            }
        }

        /// Without the brackets of an IPv6 address.
        private static func bare(_ host: Substring) -> String {
            host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
        }
    }
}
