/// Which of the two engines judges blocks (seed 000).
public enum ConsensusMode: String, CaseIterable, Sendable {
    /// The legacy engine alone.
    case legacy
    /// Both; the legacy engine's word counts, and what the other one says differently is a divergence.
    case shadow
    /// The refactored engine; the legacy one where it fails.
    case primary
    /// The refactored engine alone.
    case only

    /// Reads any of the names in use, in any letter case: `LEGACY_ONLY`, `shadow`, `rust`, `final` and so on.
    public init?(named text: String) {
        switch text.lowercased() {
        case "legacy", "legacy_only": self = .legacy
        case "shadow": self = .shadow
        case "primary", "rust", "refactored_primary": self = .primary
        case "only", "final", "refactored_only": self = .only
        default: return nil
        }
    }

    /// The name that the node's interface uses, from seed 000.
    public var statsName: String {
        switch self {
        case .legacy: "legacy"
        case .shadow: "shadow"
        case .primary: "rust"
        case .only: "final"
        }
    }

    /// The mode that the service's environment asks for: `CODEC_MODE` (seed 004), or else `use_rust_bindings` (seed 003).
    ///
    /// - Throws: the text that is no mode.
    static func wanted(by environment: [String: String]) throws(NodeError) -> ConsensusMode? {
        if let text = environment["CODEC_MODE"] {
            guard let mode = ConsensusMode(named: text) else {
                throw NodeError(code: .configuration, message: "CODEC_MODE: '\(text)' is no mode")
            }
            return mode
        }
        guard let flag = environment["use_rust_bindings"] ?? environment["USE_RUST_BINDINGS"] else { return nil }
        switch flag {
        case "true", "1": return .primary
        case "false", "0": return .legacy
        default: throw NodeError(code: .configuration, message: "use_rust_bindings: '\(flag)' is not true or false")
        }
    }
}
