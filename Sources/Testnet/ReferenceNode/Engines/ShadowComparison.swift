/// What shadow mode compares, by seed 003's names.
public struct ShadowComparison: Hashable, Sendable {
    /// The validator whose blocks are compared (`compare_with_validator`); nil for everybody's.
    public let validator: String?
    /// Every comparison is logged (`log_all_comparisons`), not only those that differ.
    public let logsAll: Bool

    public init(validator: String? = nil, logsAll: Bool = false) {
        self.validator = validator
        self.logsAll = logsAll
    }

    func concerns(_ block: Block) -> Bool { validator == nil || validator == block.proposer }
}
