public import FleetModel
internal import YAML

/// What a rendered configuration has to be.
public enum RenderedText {
    /// What is wrong with a text that holds no secret, in words that may quote it; nil when it is as it should be.
    public static func problem(of text: [UInt8], form: ConfigurationSpecification.Form, file: String) -> String? {
        switch form {
        case .text: return nil
        case .json: return JSONGrammar.problem(of: text, file: file).map { "\($0.mark): it is no JSON: \($0.what)" }
        case .yaml:
            do throws(YAMLError) {
                return problem(of: try YAMLDocument.parse(text, file: file), file: file)
            } catch {
                return "\(error)"
            }
        }
    }

    /// The same of a text with its secrets: a place, and no word of what stands there.
    public static func problem(
        ofSecret text: [UInt8], form: ConfigurationSpecification.Form, file: String
    ) -> String? {
        let mark: SourceMark
        switch form {
        case .text: return nil
        case .json:
            guard let problem = JSONGrammar.problem(of: text, file: file) else { return nil }
            mark = problem.mark
        case .yaml:
            do throws(YAMLError) {
                _ = try YAMLDocument.parse(text, file: file)
                return nil
            } catch {
                mark = error.mark
            }
        }
        return "\(mark): with its secrets filled in it is no \(form.rawValue.uppercased()) any more"
    }

    private static func problem(of root: YAMLNode, file: String) -> String? {
        if root.isNull { return "\(file): it is empty" }
        guard case .mapping = root.kind else { return "\(root.mark): it is \(root.kindName); a mapping is expected" }
        return nil
    }
}

/// Values that stand in files which were encrypted as a whole.
public enum SecretFile {
    /// The bytes of one key of a mapping, or why there are none, in words that hold none of it.
    public static func value(of key: String, in text: [UInt8]) -> Result<[UInt8], SecretFileProblem> {
        do throws(YAMLError) {
            guard case .mapping(let pairs) = try YAMLDocument.parse(text, file: "secret").kind else {
                return .failure(SecretFileProblem(reason: "it holds no mapping of names"))
            }
            guard let found = pairs.first(where: { $0.name == key }) else {
                return .failure(SecretFileProblem(reason: "it has no key \(quoted(key))"))
            }
            guard case .scalar(let value, _) = found.value.kind, !found.value.isNull else {
                return .failure(SecretFileProblem(reason: "what stands under \(quoted(key)) is no single value"))
            }
            return .success(Array(value.utf8))
        } catch {
            return .failure(SecretFileProblem(reason: "line \(error.mark.line) of what it holds is no YAML"))
        }
    }
}

/// Why an encrypted file has no such value.
public struct SecretFileProblem: Error, Sendable, Equatable {
    public let reason: String
}
