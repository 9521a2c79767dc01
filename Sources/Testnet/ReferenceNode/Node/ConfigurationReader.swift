internal import YAML

/// Takes values out of a configuration file by their dotted names, and gathers everything that is wrong with them.
struct ConfigurationReader {
    private var values: [String: YAMLNode] = [:]
    private var marks: [String: SourceMark] = [:]
    private let top: SourceMark
    private var objections: [(mark: SourceMark, text: String)] = []

    /// Bytes, depth and nodes of a configuration file at most.
    private static let limits = YAMLLimits(bytes: 256 * 1024, depth: 8, nodes: 4096)
    /// Milliseconds of the longest block time.
    private static let longestBlockTime: Int64 = 3_600_000

    init(_ bytes: [UInt8], file: String) throws(NodeError) {
        do throws(YAMLError) {
            let root = try YAMLDocument.parse(bytes, file: file, limits: Self.limits)
            top = root.mark
            flatten(root, under: "")
        } catch {
            throw NodeError(code: .configuration, message: "\(error)")
        }
    }

    private mutating func flatten(_ node: YAMLNode, under name: String) {
        marks[name] = node.mark
        guard case .mapping(let pairs) = node.kind else {
            if !node.isNull { values[name] = node }
            return
        }
        for pair in pairs { flatten(pair.value, under: name.isEmpty ? pair.name : "\(name).\(pair.name)") }
    }

    /// Notes what is wrong with a value.
    mutating func object(_ name: String, at mark: SourceMark? = nil, _ text: String) {
        objections.append((mark: mark ?? marks[name] ?? top, text: "\(name): \(text)"))
    }

    /// Throws when anything was wrong, a key that nobody asked for included.
    mutating func finish() throws(NodeError) {
        for (name, node) in values { objections.append((mark: node.mark, text: "\(name): no such setting")) }
        guard objections.isEmpty else {
            let lines = objections.sorted { $0.mark < $1.mark }.map { "\($0.mark): \($0.text)" }
            throw NodeError(code: .configuration, message: lines.joined(separator: "\n"))
        }
    }

    private mutating func scalar(_ name: String) -> (text: String, mark: SourceMark)? {
        guard let node = values.removeValue(forKey: name) else { return nil }
        guard case .scalar(let text, _) = node.kind else {
            object(name, at: node.mark, "one value is wanted, not \(node.kindName)")
            return nil
        }
        return (text, node.mark)
    }

    /// Objects when the setting is missing.
    mutating func isThere(_ name: String) -> Bool {
        if values[name] == nil { object(name, "it is missing") }
        return values[name] != nil
    }

    mutating func text(_ name: String) -> String? {
        guard let found = scalar(name) else { return nil }
        if found.text.isEmpty { object(name, at: found.mark, "it is empty") }
        return found.text
    }
}

extension ConfigurationReader {
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [0x2d, 0x2e, 0x5f].contains(byte)
            }
    }

    static func isPeer(_ text: String) -> Bool {
        text.hasPrefix("http://") && text.utf8.count <= 256 && !text.hasSuffix("/")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }

    mutating func name(_ name: String) -> String? {
        isThere(name) ? optionalName(name) : nil
    }

    mutating func optionalName(_ name: String) -> String? {
        guard let found = scalar(name) else { return nil }
        guard Self.isName(found.text) else {
            object(name, at: found.mark, "'\(found.text)' is no name: 1 to 64 of A-Z a-z 0-9 . _ - are")
            return nil
        }
        return found.text
    }

    mutating func port(_ name: String) -> UInt16? {
        guard let found = scalar(name) else { return nil }
        guard let port = UInt16(found.text), port > 0 else {
            object(name, at: found.mark, "'\(found.text)' is no port (1 to 65535)")
            return nil
        }
        return port
    }

    /// Milliseconds, from `2s` or `250ms`.
    mutating func duration(_ name: String) -> Int64? {
        guard let found = scalar(name) else { return nil }
        let (digits, factor): (Substring, Int64) =
            found.text.hasSuffix("ms") ? (found.text.dropLast(2), 1) : (found.text.dropLast(), 1000)
        guard found.text.hasSuffix("s"), let number = Int64(digits), number > 0,
            number <= Self.longestBlockTime / factor
        else {
            object(name, at: found.mark, "'\(found.text)' is no time such as 2s or 250ms, at most an hour")
            return nil
        }
        return number * factor
    }

    mutating func list(
        _ name: String, of isElement: (String) -> Bool, _ wanted: String, isNeeded: Bool = true
    ) -> [String] {
        guard let node = values.removeValue(forKey: name) else {
            if isNeeded { object(name, "it is missing") }
            return []
        }
        guard case .sequence(let elements) = node.kind, elements.count <= NodeConfiguration.longestList,
            !(isNeeded && elements.isEmpty)
        else {
            object(
                name, at: node.mark,
                "a list of at most \(NodeConfiguration.longestList) is wanted, and none without any")
            return []
        }
        var texts: [String] = []
        for element in elements {
            guard case .scalar(let text, _) = element.kind, isElement(text) else {
                object(name, at: element.mark, "this is not \(wanted)")
                continue
            }
            if texts.contains(text) { object(name, at: element.mark, "'\(text)' stands here twice") }
            texts.append(text)
        }
        return texts
    }
}
