public import FleetModel

/// A release that has been committed on a host, as the ledger remembers it.
public struct CommittedRelease: Sendable, Equatable {
    public let reference: ReleaseReference
    /// Nil when it had no manifest.
    public let sequence: Int64?

    public init(reference: ReleaseReference, sequence: Int64?) {
        self.reference = reference
        self.sequence = sequence
    }
}

/// Why a release is taken for an attempt to bring an old one back.
public enum SequenceRefusal: Sendable, Equatable {
    /// It states no sequence, and one that does has been committed.
    case missing(newest: CommittedRelease)
    /// One with a higher sequence has been committed.
    case lower(newest: CommittedRelease)
    /// Another release with the same sequence has been committed.
    case taken(by: CommittedRelease)
}

/// Sequences only rise: who can bring an old signed release to a fleet can bring its known holes back (TUF, rollback
/// attack). The way back to a release that a fleet has had stays open.
public enum SequenceRule {
    /// Nil when the release may go forward.
    ///
    /// - Parameter committed: what the ledger knows of the network, in any order.
    public static func refusal(of release: Release, committed: [CommittedRelease]) -> SequenceRefusal? {
        if committed.contains(where: { $0.reference == release.reference }) { return nil }
        let numbered = committed.filter { $0.sequence != nil }
        guard let newest = numbered.max(by: { ($0.sequence ?? 0) < ($1.sequence ?? 0) }),
            let highest = newest.sequence
        else { return nil }
        guard let sequence = release.sequence else { return .missing(newest: newest) }
        if sequence < highest { return .lower(newest: newest) }
        return sequence == highest ? .taken(by: newest) : nil
    }
}
