public import FleetModel
internal import Spelling

/// Which hosts of an inventory a pattern means: Ansible's patterns (docs: Patterns, targeting hosts and groups).
///
/// Terms stand between `:` or `,`, outside of brackets. A term is a host, a group, `all`, a glob (`web*`, `db-?`, `n[12]`) or
/// `~` and a regular expression that matches from a name's start. One of a group's hosts is `group[0]`, `group[-1]`, several
/// are `group[1:3]`, both ends included, or `group[2:]`. Whatever their place, first all plain terms are joined, then each
/// `&term` keeps only the hosts that are in it as well, then each `!term` takes its hosts away; without a plain term all
/// hosts are begun with.
///
/// Two things differ from Ansible: hosts are counted in order of their names, so that the order of a file never matters, and
/// a term that means nothing is an error, since a slip of the finger in `!term` would otherwise reach the host it names.
public struct HostSelection: Sendable {
    /// The most terms that are read.
    public static let maximumTerms = 10_000

    private let hosts: [HostID]
    private let groups: [String: [HostID]]

    public init(_ inventory: Inventory) {
        hosts = inventory.fleet.hosts.map(\.id)
        groups = inventory.groups
    }

    /// The hosts that the terms of `pattern` mean, in order of their names.
    public func hosts(matching pattern: String) throws(HostSelectionError) -> [HostID] {
        try hosts(matching: Self.terms(of: pattern))
    }

    /// The hosts that these terms mean together, in order of their names; never none.
    public func hosts(matching terms: [String]) throws(HostSelectionError) -> [HostID] {
        guard terms.count <= Self.maximumTerms else {
            throw HostSelectionError("a pattern has at most \(Self.maximumTerms) terms", hint: nil)
        }
        var chosen: Set<HostID> = []
        let plain = terms.filter { !$0.hasPrefix("&") && !$0.hasPrefix("!") }
        if plain.isEmpty { chosen = Set(hosts) }
        for term in plain { chosen.formUnion(try matches(of: term[...])) }
        for term in terms where term.hasPrefix("&") { chosen.formIntersection(try matches(of: term.dropFirst())) }
        for term in terms where term.hasPrefix("!") { chosen.subtract(try matches(of: term.dropFirst())) }
        guard !chosen.isEmpty else {
            let said = terms.joined(separator: ":")
            throw HostSelectionError(
                "no host is left of \(quoted(said))", hint: "the inventory has \(hosts.count) hosts")
        }
        return hosts.filter(chosen.contains)
    }

    /// What stands between `:` and `,` outside of brackets, without blanks around it.
    public static func terms(of pattern: String) -> [String] {
        var terms = [""]
        var depth = 0
        for character in pattern {
            if character == "[" { depth += 1 }
            if character == "]" { depth = max(0, depth - 1) }
            if depth == 0, character == ":" || character == "," {
                terms.append("")
            } else {
                terms[terms.count - 1].append(character)
            }
        }
        return terms.map { $0.drop { $0 == " " } }.map { term in
            var term = term
            while term.last == " " { term.removeLast() }
            return String(term)
        }.filter { !$0.isEmpty }
    }

    // MARK: - One term

    private func matches(of term: Substring) throws(HostSelectionError) -> [HostID] {
        if let host = HostID(rawValue: String(term)), hosts.contains(host) { return [host] }
        let (name, part) = try HostSubscript.split(term)
        let found = try members(of: name, in: term)
        guard let part else { return found }
        guard let slice = part.slice(of: found) else {
            throw HostSelectionError(
                "\(quoted(String(term))) has no such host: \(quoted(String(name))) has \(found.count)",
                hint: "the first is [0], the last [-1]")
        }
        return slice
    }

    /// A group's hosts; the hosts alone that a glob or a regular expression matches, and those of the groups it matches.
    private func members(of name: Substring, in term: Substring) throws(HostSelectionError) -> [HostID] {
        let matcher = try NameMatcher(name)
        let groupNames = groups.keys.filter { matcher.matches($0) }
        var found = Set(groupNames.flatMap { groups[$0] ?? [] })
        if groupNames.isEmpty || matcher.isOpen { found.formUnion(hosts.filter { matcher.matches($0.rawValue) }) }
        guard !found.isEmpty || !groupNames.isEmpty else { throw unknown(name, isOpen: matcher.isOpen) }
        return hosts.filter(found.contains)
    }

    private func unknown(_ name: Substring, isOpen: Bool) -> HostSelectionError {
        guard !isOpen else {
            return HostSelectionError("\(quoted(String(name))) matches no host and no group", hint: nil)
        }
        let names = hosts.map(\.rawValue) + groups.keys.sorted()
        let meant = NearestName.nearest(to: String(name), among: names)
        return HostSelectionError(
            "there is no host and no group \(quoted(String(name)))", hint: meant.map { "did you mean \(quoted($0))?" })
    }
}

/// Why a pattern means no hosts.
public struct HostSelectionError: Error, Sendable, Equatable {
    public let message: String
    /// What to do, where that is known.
    public let hint: String?

    init(_ message: String, hint: String?) {
        self.message = message
        self.hint = hint
    }
}
