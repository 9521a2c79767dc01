/// The body of one kind of ledger record. Kinds and their meaning never change; a new meaning is a new version beside the
/// old one (ADR 1).
public protocol RecordBody: Sendable, Codable, Equatable {
    /// A dotted name, such as `step.intended`.
    static var kind: String { get }
    /// Counts from 1.
    static var version: Int { get }
}

extension RecordBody {
    public static var version: Int { 1 }
}
