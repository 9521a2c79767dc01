internal import ChainCore

extension ConfigurationReader {
    /// Validators as `NAME=PUBLICKEY`, each name and each key once.
    mutating func validators(_ name: String) -> [NetworkRules.Validator] {
        let texts = list(name, of: { Self.validator($0) != nil }, "NAME=PUBLICKEY with 64 hexadecimal digits")
        let validators = texts.compactMap { Self.validator($0) }
        if Set(validators.map(\.name)).count < validators.count { object(name, "a name stands here twice") }
        if Set(validators.map(\.publicKey)).count < validators.count { object(name, "a key stands here twice") }
        return validators
    }

    private static func validator(_ text: String) -> NetworkRules.Validator? {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, isName(String(parts[0])), let key = ChainHash(hex: parts[1]) else { return nil }
        return NetworkRules.Validator(name: String(parts[0]), publicKey: key)
    }

    /// The mode, by `consensus.mode` or, as seed 003 has it, by `consensus.use_rust_bindings` or
    /// `consensus.shadow_mode.enabled`.
    mutating func mode() -> ConsensusMode? {
        let named = text("consensus.mode")
        let refactored = flag("consensus.use_rust_bindings")
        let shadow = flag("consensus.shadow_mode.enabled")
        guard let named else {
            if shadow == true { return .shadow }
            return refactored.map { $0 ? .primary : .legacy }
        }
        if refactored != nil { object("consensus.use_rust_bindings", "consensus.mode says it already") }
        if shadow != nil { object("consensus.shadow_mode.enabled", "consensus.mode says it already") }
        guard let mode = ConsensusMode(named: named) else {
            object("consensus.mode", "'\(named)' is no mode: legacy, shadow, primary or only")
            return nil
        }
        return mode
    }

    /// The rest of `consensus.shadow_mode`.
    mutating func shadowComparison(among validators: [NetworkRules.Validator]) -> ShadowComparison {
        let name = "consensus.shadow_mode.compare_with_validator"
        let validator = optionalName(name)
        if let validator, !validators.contains(where: { $0.name == validator }) {
            object(name, "'\(validator)' is not among consensus.validators")
        }
        let logsAll = flag("consensus.shadow_mode.log_all_comparisons") ?? false
        return ShadowComparison(validator: validator, logsAll: logsAll)
    }

    /// `true` or `false`.
    mutating func flag(_ name: String) -> Bool? { choice(name, of: Flag.self).map { $0 == .true } }

    private enum Flag: String, CaseIterable {
        case `true`, `false`
    }

    /// One of an enumeration's words.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let said = text(name) else { return nil }
        guard let choice = Choice(rawValue: said) else {
            object(name, "'\(said)' is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return choice
    }
}
