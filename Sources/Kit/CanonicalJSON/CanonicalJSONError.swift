/// Why a value has no JSON, or JSON no value.
public struct CanonicalJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal.
    public enum Code: Hashable, Sendable {
        /// The value holds something that JSON has no words for, such as NaN.
        case notRepresentable
        /// The text is not JSON.
        case malformed
        /// The text is JSON, but not of this type: a key is missing or a value of another kind.
        case mismatch
        /// The text is longer than the limit.
        case tooLong
        /// The text is JSON of this type, but not in the one spelling.
        case notCanonical
    }

    /// What went wrong, for code.
    public let code: Code
    /// The keys on the way to the culprit, joined by dots; empty for the whole.
    public let path: String
    /// What went wrong, for people. Quotes keys, never values.
    public let message: String

    init(_ code: Code, path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    init(encoding error: any Error) {
        guard case EncodingError.invalidValue(_, let context) = error else {
            self.init(.notRepresentable, path: "", "the value cannot be encoded: \(error)")
            return
        }
        self.init(.notRepresentable, path: joined(context.codingPath), context.debugDescription)
    }

    init(decoding error: any Error) {
        switch error {
        case DecodingError.dataCorrupted(let context):
            let code: Code = context.codingPath.isEmpty ? .malformed : .mismatch
            self.init(code, path: joined(context.codingPath), context.debugDescription)
        case DecodingError.keyNotFound(let key, let context):
            self.init(.mismatch, path: joined(context.codingPath), "key '\(key.stringValue)' is missing")
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            self.init(.mismatch, path: joined(context.codingPath), context.debugDescription)
        default:
            self.init(.mismatch, path: "", "the value cannot be decoded: \(error)")
        }
    }

    /// One line: where and what.
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

private func joined(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
}
