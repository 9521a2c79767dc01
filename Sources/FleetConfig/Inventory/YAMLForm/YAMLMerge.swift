internal import YAML

/// YAML's merge key (yaml.org/type/merge): `<<: *base` brings in what stands there, except what is said here.
enum YAMLMerge {
    /// The pairs of a mapping with what its merge keys bring in, each name once: where it was met first, with the value
    /// that holds. A `<<` that brings in anything but mappings is an error.
    static func pairs(_ pairs: [YAMLPair], _ findings: inout Findings) -> [YAMLPair] {
        guard pairs.contains(where: isMerge) else { return pairs }
        var merged: [YAMLPair] = []
        for pair in pairs where isMerge(pair) { merged += broughtIn(pair, &findings) }
        merged += pairs.filter { !isMerge($0) }
        var places: [String: Int] = [:]
        var unique: [YAMLPair] = []
        for pair in merged {
            if let place = places[pair.name] {
                unique[place] = pair
            } else {
                places[pair.name] = unique.count
                unique.append(pair)
            }
        }
        return unique
    }

    /// Of several mappings in a list the first counts most.
    private static func broughtIn(_ pair: YAMLPair, _ findings: inout Findings) -> [YAMLPair] {
        switch pair.value.kind {
        case .mapping(let inner): return pairs(inner, &findings)
        case .sequence(let items):
            var merged: [YAMLPair] = []
            for item in items.reversed() {
                guard case .mapping(let inner) = item.kind else {
                    findings.error("'<<' brings in \(item.kindName); a mapping is expected", at: item.mark)
                    continue
                }
                merged += pairs(inner, &findings)
            }
            return merged
        case .scalar:
            findings.error("'<<' brings in \(pair.value.kindName); a mapping is expected", at: pair.key.mark)
            return []
        }
    }

    private static func isMerge(_ pair: YAMLPair) -> Bool {
        if case .scalar("<<", .plain) = pair.key.kind { true } else { false }
    }
}
