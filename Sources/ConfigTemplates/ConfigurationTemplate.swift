public import FleetModel

/// The template of a node's configuration.
///
/// `${NAME}` is the value of that name, `${NAME:json}` the same as JSON (which is YAML, too), `${NAME:csv}` a list with
/// commas between. `${secret.NAME}` is a secret. A line that begins with `${?NAME}` stands only where that value is there
/// and neither `false` nor empty, one that begins with `${!NAME}` only where it does not. `$$` is a dollar sign, and any
/// other use of one is an error. Nothing is evaluated, and what is filled in is never looked at again.
public struct ConfigurationTemplate: Sendable, Equatable {
    /// Places where something is filled in.
    public static let maximumReferences = 4096

    /// How a value is written.
    public enum Form: String, Sendable, CaseIterable {
        case raw, json, csv
    }

    /// A place where a value or a secret is filled in.
    public struct Reference: Sendable, Equatable {
        public let name: ConfigurationName
        public let isSecret: Bool
        public let form: Form
        public let place: SourceLocation
    }

    enum Piece: Sendable, Equatable {
        case text(String)
        case reference(Reference)
    }

    struct Condition: Sendable, Equatable {
        let name: ConfigurationName
        let isNegated: Bool
        let place: SourceLocation
    }

    struct Line: Sendable, Equatable {
        var condition: Condition?
        var pieces: [Piece] = []
    }

    let lines: [Line]

    /// The template in `text`, or everything that is wrong with it.
    ///
    /// - Parameter file: the name that diagnostics carry.
    public static func parse(_ text: String, file: String) -> Result<ConfigurationTemplate, TemplateErrors> {
        guard text.utf8.count <= ConfigurationRecipe.largestTemplate else {
            let place = SourceLocation(file: file, line: 1, column: 1)
            let message = "\(text.utf8.count) bytes; a template has at most \(ConfigurationRecipe.largestTemplate)"
            return .failure(TemplateErrors([Diagnostic(.error, message, at: place)]))
        }
        var parser = TemplateParser(file: file)
        return parser.parse(text)
    }

    /// Every value and secret that is asked for, in order.
    public var references: [Reference] {
        lines.flatMap(\.pieces).compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The secrets that are asked for.
    public var secrets: Set<ConfigurationName> { Set(references.filter(\.isSecret).map(\.name)) }

    /// Every name that is asked for, conditions included, and the first place of each.
    var names: [ConfigurationName: SourceLocation] {
        let asked = references.filter { !$0.isSecret }.map { ($0.name, $0.place) }
        let conditions = lines.compactMap { $0.condition.map { ($0.name, $0.place) } }
        return Dictionary(asked + conditions) { first, _ in first }
    }

    init(lines: [Line]) { self.lines = lines }
}

/// Why there is no configuration: all of it at once, each with its place.
public struct TemplateErrors: Error, Sendable, Equatable {
    public let diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
