public import FleetModel

/// A node's configuration with its values filled in; of its secrets only the places are known here.
public struct ConfigurationRendering: Sendable, Equatable {
    /// In bytes, without secrets.
    public static let largest = 1 << 20

    public enum Piece: Sendable, Equatable {
        case text(String)
        case secret(ConfigurationName, ConfigurationTemplate.Form)
    }

    /// The file on the host, absolute.
    public let path: String
    public let pieces: [Piece]
    /// Where each secret that the text asks for comes from.
    public let sources: [ConfigurationName: String]

    /// The text with `(secret NAME)` in the place of each secret: what may be shown.
    public var masked: String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let part): text += part
            case .secret(let name, .json): text += JSONText.string("(secret \(name))")
            case .secret(let name, _): text += "(secret \(name))"
            }
        }
    }

    /// The text itself.
    ///
    /// - Parameter secrets: the bytes of each, one line of UTF-8.
    /// - Returns: nil when one is missing, or is no UTF-8 where JSON needs it.
    public func text(with secrets: [ConfigurationName: [UInt8]]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .text(let part): bytes += Array(part.utf8)
            case .secret(let name, let form):
                guard let secret = secrets[name] else { return nil }
                if form == .json {
                    guard let text = String(validating: secret, as: UTF8.self) else { return nil }
                    bytes += Array(JSONText.string(text).utf8)
                } else {
                    bytes += secret
                }
            }
        }
        return bytes
    }
}

/// Text as JSON has it (RFC 8259), spelled so that YAML 1.1 reads the same.
enum JSONText {
    static func string(_ text: String) -> String {
        let inner = text.unicodeScalars.reduce(into: "") { inner, scalar in
            switch scalar {
            case "\"", "\\": inner += "\\\(scalar)"
            case _
            where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                || [0x2028, 0x2029, 0xfeff].contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                inner += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: inner.unicodeScalars.append(scalar)
            }
        }
        return "\"\(inner)\""
    }

    static func list(_ texts: [String]) -> String { "[\(texts.map(string).joined(separator: ", "))]" }
}
