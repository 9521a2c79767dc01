/// A host's name as it stands in an inventory: a name or an address, perhaps with ranges, perhaps with a port behind it.
///
/// As Ansible takes them apart: `name:22`, `192.0.2.1:22` and `[2001:db8::1]:22` say a port; what is neither a host name
/// nor an address, `a_:22` for one, is a name as a whole.
struct HostAddress {
    /// Without the port, ranges unexpanded.
    let pattern: String
    /// Nil where none is said.
    let port: UInt64?

    init(_ text: String) {
        // Taking apart costs with the square of the length; what is too long for a name is refused where it is read.
        guard text.utf8.count <= HostPattern.maximumLength, let (head, port) = Self.split(text), Self.isHost(head)
        else {
            pattern = text
            port = nil
            return
        }
        pattern = head
        self.port = port > 0 ? port : nil
    }

    private static func split(_ text: String) -> (head: String, port: UInt64)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt64(text[text.index(after: colon)...]),
            text.utf8.last.map({ (48...57).contains($0) }) == true, !text[colon...].hasPrefix(":+")
        else { return nil }
        let head = text[..<colon]
        if head.hasPrefix("["), head.hasSuffix("]"), head.count > 2, isBracketedWhole(head) {
            return (String(head.dropFirst().dropLast()), port)
        }
        // Colons within a range are the range's own; any other one makes this an IPv6 address without a port.
        return HostText.outsideBrackets(head).map { !$0.contains(":") && !$0.contains("]") } == true
            ? (String(head), port) : nil
    }

    /// True for `[2001:db8::1]`, which holds an address, not for `[1:3]`, which is a range.
    private static func isBracketedWhole(_ head: Substring) -> Bool { isHost(String(head.dropFirst().dropLast())) }

    private static func isHost(_ text: String) -> Bool { HostText.isName(text) || HostText.isIPv6(text) }
}
