import FleetModel

/// Takes a template's text apart.
struct TemplateParser {
    /// Findings that are said; a text that is no template at all is not quoted back in full.
    private static let maximumFindings = 50

    private let file: String
    private var findings: [Diagnostic] = []
    private var references = 0

    init(file: String) { self.file = file }

    mutating func parse(_ text: String) -> Result<ConfigurationTemplate, TemplateErrors> {
        var lines: [ConfigurationTemplate.Line] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: "\n").map { rest.index(after: $0) } ?? rest.endIndex
            lines.append(line(rest[..<end], number: lines.count + 1))
            rest = rest[end...]
        }
        if references > ConfigurationTemplate.maximumReferences {
            object("more than \(ConfigurationTemplate.maximumReferences) places to fill in", at: place(1, 1))
        }
        guard findings.isEmpty else {
            return .failure(TemplateErrors(Array(findings.prefix(Self.maximumFindings))))
        }
        return .success(ConfigurationTemplate(lines: lines))
    }

    private mutating func line(_ scalars: Substring.UnicodeScalarView, number: Int) -> ConfigurationTemplate.Line {
        var line = ConfigurationTemplate.Line()
        var literal = String.UnicodeScalarView()
        var rest = scalars
        var column: Int { scalars.distance(from: scalars.startIndex, to: rest.startIndex) + 1 }
        while let scalar = rest.first {
            let here = place(number, column)
            guard scalar == "$" else {
                if isForbidden(scalar) {
                    let code = String(scalar.value, radix: 16, uppercase: true)
                    object("the control character U+\(code) stands in a template", at: here)
                }
                literal.append(scalar)
                rest.removeFirst()
                continue
            }
            let isAtStart = rest.startIndex == scalars.startIndex
            rest.removeFirst()
            guard let next = rest.first, next == "{" || next == "$" else {
                object("a '$' by itself", at: here, hint: "write $$ for a dollar sign, ${NAME} for a value")
                continue
            }
            rest.removeFirst()
            guard next == "{" else {
                literal.append("$")
                continue
            }
            guard let close = rest.firstIndex(of: "}") else {
                object("'${' is not closed", at: here, hint: "a name stands on one line: ${NAME}")
                return line
            }
            let inner = String(rest[..<close])
            rest = rest[rest.index(after: close)...]
            if inner.hasPrefix("?") || inner.hasPrefix("!") {
                line.condition = condition(inner, at: here, isAtStart: isAtStart)
            } else if let reference = reference(inner, at: here) {
                references += 1
                if !literal.isEmpty { line.pieces.append(.text(String(literal))) }
                literal = String.UnicodeScalarView()
                line.pieces.append(.reference(reference))
            }
        }
        if !literal.isEmpty { line.pieces.append(.text(String(literal))) }
        return line
    }

    private mutating func condition(
        _ inner: String, at here: SourceLocation, isAtStart: Bool
    ) -> ConfigurationTemplate.Condition? {
        guard isAtStart else {
            object("'${\(inner)}' stands within a line", at: here, hint: "a condition stands at the start of its line")
            return nil
        }
        return name(String(inner.dropFirst()), at: here).map {
            ConfigurationTemplate.Condition(name: $0, isNegated: inner.hasPrefix("!"), place: here)
        }
    }

    private mutating func reference(_ inner: String, at here: SourceLocation) -> ConfigurationTemplate.Reference? {
        let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var form = ConfigurationTemplate.Form.raw
        if parts.count > 1 {
            guard let named = ConfigurationTemplate.Form(rawValue: parts[1]), named != .raw else {
                object("'${\(inner)}' has a form that is none", at: here, hint: "json and csv are")
                return nil
            }
            form = named
        }
        let isSecret = parts[0].hasPrefix(Self.secretPrefix)
        let named = isSecret ? String(parts[0].dropFirst(Self.secretPrefix.count)) : parts[0]
        guard let name = name(named, at: here) else { return nil }
        if isSecret, form == .csv {
            object("a secret is no list", at: here, hint: "write ${\(parts[0])}")
            return nil
        }
        return ConfigurationTemplate.Reference(name: name, isSecret: isSecret, form: form, place: here)
    }

    private mutating func name(_ text: String, at here: SourceLocation) -> ConfigurationName? {
        guard let name = ConfigurationName(rawValue: text) else {
            let shown = text.unicodeScalars.contains(where: isForbidden) ? "what stands here" : "'\(text.prefix(64))'"
            object(
                "\(shown) is no name of a value", at: here,
                hint: "small letters, digits and '_', a letter first; nothing is evaluated")
            return nil
        }
        return name
    }

    private static let secretPrefix = "secret."

    private func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
    }

    private func place(_ line: Int, _ column: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    private mutating func object(_ message: String, at place: SourceLocation, hint: String? = nil) {
        findings.append(Diagnostic(.error, message, at: place, hint: hint))
    }
}
