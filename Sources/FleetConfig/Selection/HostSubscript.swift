import FleetModel

/// `[0]`, `[-1]`, `[1:3]` or `[2:]` at a pattern's end.
struct HostSubscript {
    private enum Kind {
        case one(Int)
        /// Both ends included; nil: to the last.
        case several(Int, Int?)
    }

    private let kind: Kind

    /// The term without its subscript. Brackets that hold anything else belong to a glob.
    static func split(_ term: Substring) throws(HostSelectionError) -> (Substring, HostSubscript?) {
        guard !term.hasPrefix("~"), term.hasSuffix("]"), let open = term.lastIndex(of: "["), open > term.startIndex
        else {
            return (term, nil)
        }
        let inside = term[term.index(after: open)...].dropLast()
        let bounds = inside.split(separator: ":", omittingEmptySubsequences: false)
        let kind: Kind
        switch (bounds.count, bounds.first.flatMap { number($0) }) {
        case (1, let index?): kind = .one(index)
        case (2, let first?) where first >= 0 && bounds[1].isEmpty: kind = .several(first, nil)
        case (2, let first?) where first >= 0:
            guard let last = number(bounds[1]), last >= first else {
                throw HostSelectionError(
                    "[\(inside)] has to name a first and a last host", hint: "both ends belong to it: [0:2] are three")
            }
            kind = .several(first, last)
        default: return (term, nil)
        }
        return (term[..<open], HostSubscript(kind: kind))
    }

    /// Nil when there is no such host.
    func slice(of hosts: [HostID]) -> [HostID]? {
        switch kind {
        case .one(let index):
            let place = index < 0 ? hosts.count + index : index
            return hosts.indices.contains(place) ? [hosts[place]] : nil
        case .several(let first, let last):
            guard first < hosts.count else { return nil }
            return Array(hosts[first...min(last ?? hosts.count - 1, hosts.count - 1)])
        }
    }

    /// Decimal digits, with a minus sign before them or not.
    private static func number(_ text: Substring) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        return digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}
