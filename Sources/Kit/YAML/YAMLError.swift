/// Why a document could not be read, and where.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Code: Hashable, Sendable {
        /// The text is not YAML 1.1 as libyaml reads it.
        case syntax
        /// The bytes are not UTF-8, or hold characters that YAML forbids.
        case encoding
        /// Longer than `YAMLLimits.bytes`.
        case tooLong
        /// Deeper than `YAMLLimits.depth`.
        case tooDeep
        /// More nodes than `YAMLLimits.nodes` once aliases are followed.
        case tooManyNodes
        /// A mapping names a key twice.
        case duplicateKey
        /// A key that is itself a sequence or a mapping.
        case complexKey
        /// An alias without an anchor before it, or inside what its anchor stands for.
        case unknownAlias
        /// A second document in the same file.
        case severalDocuments
    }

    /// What was wrong, for code.
    public let code: Code
    /// Where.
    public let mark: SourceMark
    /// What was wrong, for people. Never quotes more than one short token of the file.
    public let message: String

    init(_ code: Code, _ mark: SourceMark, _ message: String) {
        self.code = code
        self.mark = mark
        self.message = message
    }

    /// `file:line:column: message`.
    public var description: String { "\(mark): \(message)" }
}
