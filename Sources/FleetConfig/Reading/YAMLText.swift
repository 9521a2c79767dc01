internal import YAML

/// A file of YAML as a tree.
enum YAMLText {
    /// The root, or nil with the reason among the findings.
    static func root(_ bytes: [UInt8], file: String, _ findings: inout Findings) -> YAMLNode? {
        do throws(YAMLError) {
            return try YAMLDocument.parse(bytes, file: file)
        } catch {
            findings.error(error.message, at: error.mark, hint: hint(for: error.code))
            return nil
        }
    }

    private static func hint(for code: YAMLError.Code) -> String? {
        switch code {
        case .syntax: "this line or the one before: look for tabs, a missing ':' or quotes that do not close"
        case .encoding: "save the file as UTF-8"
        case .duplicateKey: "keep one of the two"
        case .tooManyNodes, .tooDeep: "look for an alias ('*name') that is used over and over"
        case .complexKey: "quote the key if it starts with '[' or '{'"
        case .tooLong, .unknownAlias, .severalDocuments: nil
        }
    }
}
