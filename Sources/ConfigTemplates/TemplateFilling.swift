import FleetModel

/// Fills one node's values into templates.
struct TemplateFilling {
    private let host: HostID
    private let values: NodeValues
    private(set) var findings: [Diagnostic] = []

    init(_ host: HostID, _ values: NodeValues) {
        self.host = host
        self.values = values
    }

    mutating func object(_ message: String, at place: SourceLocation? = nil, hint: String? = nil) {
        findings.append(Diagnostic(.error, message, at: place, hint: hint))
    }

    mutating func fill(_ template: ConfigurationTemplate) -> [ConfigurationRendering.Piece] {
        var pieces: [ConfigurationRendering.Piece] = []
        var text = ""
        for line in template.lines where stands(line) {
            for piece in line.pieces {
                switch piece {
                case .text(let literal): text += literal
                case .reference(let reference) where reference.isSecret:
                    if !text.isEmpty { pieces.append(.text(text)) }
                    text = ""
                    pieces.append(.secret(reference.name, reference.form))
                case .reference(let reference): text += written(reference)
                }
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    /// A template without secrets, such as a path.
    mutating func plain(_ template: ConfigurationTemplate) -> String {
        fill(template).reduce(into: "") { text, piece in if case .text(let part) = piece { text += part } }
    }

    private mutating func stands(_ line: ConfigurationTemplate.Line) -> Bool {
        guard let condition = line.condition else { return true }
        if case .failure(let missing) = values.value(of: condition.name), !missing.isKnown {
            unknown(condition.name, at: condition.place)
        }
        return values.holds(condition.name) != condition.isNegated
    }

    private mutating func written(_ reference: ConfigurationTemplate.Reference) -> String {
        switch values.value(of: reference.name) {
        case .failure(let missing):
            if let hint = missing.hint {
                object("\(host) has no value for '\(reference.name)'", at: reference.place, hint: hint)
            } else {
                unknown(reference.name, at: reference.place)
            }
            return ""
        case .success(.text(let text)):
            switch reference.form {
            case .json: return JSONText.string(text)
            case .raw, .csv: return checked([text], reference).first ?? ""
            }
        case .success(.list(let texts)):
            switch reference.form {
            case .json: return JSONText.list(texts)
            case .csv: return checked(texts, reference).joined(separator: ",")
            case .raw:
                object(
                    "'\(reference.name)' is a list", at: reference.place,
                    hint: "write ${\(reference.name):json} or ${\(reference.name):csv}")
                return ""
            }
        }
    }

    /// What goes in as it is must not end the line, and a part of a list must not look like two.
    private mutating func checked(_ texts: [String], _ reference: ConfigurationTemplate.Reference) -> [String] {
        for text in texts {
            let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            guard hasControl || (reference.form == .csv && text.contains(",")) else { continue }
            object(
                "\(host): '\(reference.name)' holds a comma or a control character", at: reference.place,
                hint: "write ${\(reference.name):json}")
        }
        return texts
    }

    private mutating func unknown(_ name: ConfigurationName, at place: SourceLocation) {
        let known = values.names.joined(separator: ", ")
        object("there is no value '\(name)'", at: place, hint: "this node has \(known)")
    }
}
