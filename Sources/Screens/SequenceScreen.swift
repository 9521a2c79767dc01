public import FleetModel
public import RolloutPlanning

/// Why a release that is older than what the fleet has had is refused.
public struct SequenceScreen {
    private let refusal: SequenceRefusal
    private let release: Release

    public init(_ refusal: SequenceRefusal, of release: Release) {
        self.refusal = refusal
        self.release = release
    }

    public var lines: [String] {
        let (reason, newest) =
            switch refusal {
            case .missing(let newest): ("states no sequence", newest)
            case .lower(let newest): ("is older than what the fleet has had", newest)
            case .taken(let newest): ("has the sequence of another release", newest)
            }
        return [
            "error: release \(release.name) \(reason); nothing was changed",
            "  sequence  \(release.sequence.map(String.init) ?? "none")",
            "  committed \(newest.reference.name) with sequence \(newest.sequence.map(String.init) ?? "none"), by the ledger",
            "  next      make a release with a higher sequence; the way back is cjctl rollback --emergency",
        ]
    }
}
