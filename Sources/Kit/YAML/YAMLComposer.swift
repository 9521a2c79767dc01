/// Builds the tree from events, and counts what it costs with every alias followed.
struct YAMLComposer: ~Copyable {
    /// A finished subtree with its price.
    private struct Part {
        var node: YAMLNode
        /// Nodes in it, aliases followed.
        var count: Int
        /// Levels of collections in it.
        var depth: Int
    }

    private var events: YAMLEventReader
    private let limits: YAMLLimits
    private var anchors: [String: Part] = [:]
    private var nodes = 0

    init(_ events: consuming YAMLEventReader, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    /// The only document of the stream; an empty stream is a null.
    mutating func document() throws(YAMLError) -> YAMLNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.kind else { return YAMLNode(.scalar("", .plain), mark: start.mark) }
        let root = try part(events.next(), level: 0)
        _ = try events.next()
        let end = try events.next()
        guard case .streamEnd = end.kind else {
            throw YAMLError(.severalDocuments, end.mark, "a second document starts here; a file holds one")
        }
        return root.node
    }

    private mutating func part(_ event: YAMLEvent, level: Int) throws(YAMLError) -> Part {
        var part: Part
        switch event.kind {
        case .alias(let name): return try alias(name, event.mark, level: level)
        case .scalar(let text, let style):
            try spend(1, event.mark)
            part = Part(node: YAMLNode(.scalar(text, style), tag: event.tag, mark: event.mark), count: 1, depth: 0)
        case .sequenceStart: part = try sequence(event, level: level + 1)
        case .mappingStart: part = try mapping(event, level: level + 1)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml emits balanced events")
        }
        if let anchor = event.anchor { anchors[anchor] = part }
        return part
    }

    private mutating func sequence(_ start: YAMLEvent, level: Int) throws(YAMLError) -> Part {
        try checkDepth(level, start.mark)
        try spend(1, start.mark)
        var items: [YAMLNode] = []
        var total = Part(node: YAMLNode(.sequence([]), mark: start.mark), count: 1, depth: 1)
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            let item = try part(event, level: level)
            items.append(item.node)
            total.count += item.count
            total.depth = max(total.depth, item.depth + 1)
        }
        total.node = YAMLNode(.sequence(items), tag: start.tag, mark: start.mark)
        return total
    }

    private mutating func mapping(_ start: YAMLEvent, level: Int) throws(YAMLError) -> Part {
        try checkDepth(level, start.mark)
        try spend(1, start.mark)
        var pairs: [YAMLPair] = []
        var seen: [String: SourceMark] = [:]
        var total = Part(node: YAMLNode(.mapping([]), mark: start.mark), count: 1, depth: 1)
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let key = try part(event, level: level)
            try checkKey(key.node, at: event.mark, &seen)
            let value = try part(events.next(), level: level)
            pairs.append(YAMLPair(key: key.node, value: value.node))
            total.count += key.count + value.count
            total.depth = max(total.depth, value.depth + 1)
        }
        total.node = YAMLNode(.mapping(pairs), tag: start.tag, mark: start.mark)
        return total
    }

    private func checkKey(_ key: YAMLNode, at mark: SourceMark, _ seen: inout [String: SourceMark]) throws(YAMLError) {
        guard case .scalar(let name, _) = key.kind else {
            throw YAMLError(.complexKey, mark, "a key is a single value, not \(key.kindName)")
        }
        if let first = seen.updateValue(mark, forKey: name) {
            let shown = name.prefix(Self.longestQuotedKey)
            throw YAMLError(.duplicateKey, mark, "key '\(shown)' stands here again; first on line \(first.line)")
        }
    }

    private mutating func alias(_ name: String, _ mark: SourceMark, level: Int) throws(YAMLError) -> Part {
        guard let part = anchors[name] else {
            throw YAMLError(.unknownAlias, mark, "alias '*\(name)' has no finished anchor '&\(name)' before it")
        }
        try checkDepth(level + part.depth, mark)
        try spend(part.count, mark)
        return part
    }

    private mutating func spend(_ count: Int, _ mark: SourceMark) throws(YAMLError) {
        nodes += count
        guard nodes <= limits.nodes else {
            throw YAMLError(.tooManyNodes, mark, "more than \(limits.nodes) values once aliases are followed")
        }
    }

    private func checkDepth(_ level: Int, _ mark: SourceMark) throws(YAMLError) {
        guard level <= limits.depth else {
            throw YAMLError(.tooDeep, mark, "nested deeper than \(limits.depth) levels")
        }
    }

    private static let longestQuotedKey = 64
}
