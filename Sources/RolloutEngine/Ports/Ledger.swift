public import FleetModel
public import RolloutPlanning

/// The append-only record of every run.
public protocol Ledger: Sendable {
    /// Returns when the records are on disk. They are one transaction: all of them are there, or none.
    func append(_ entries: [LedgerEntry]) async throws(LedgerFailure)
    /// The records of a run, oldest first.
    func records(of run: RunID) async throws(LedgerFailure) -> [RolloutRecord]
    /// Every run, newest first.
    func runs() async throws(LedgerFailure) -> [RunID]
    /// Leaves a request for whoever controls a run.
    func post(_ request: PostedRequest) async throws(LedgerFailure)
    /// Takes the requests that wait for a run; each is given out once.
    func takeRequests(for run: RunID) async throws(LedgerFailure) -> [PostedRequest]
}

extension Ledger {
    /// Appends to one run.
    public func append(_ records: [RolloutRecord], to run: RunID) async throws(LedgerFailure) {
        try await append([LedgerEntry(run: run, records: records)])
    }
}

/// Records of one run, in the order in which they happened.
public struct LedgerEntry: Sendable, Equatable {
    public let run: RunID
    public let records: [RolloutRecord]

    public init(run: RunID, records: [RolloutRecord]) {
        self.run = run
        self.records = records
    }
}

/// A request from another terminal.
public struct PostedRequest: Sendable, Equatable {
    public enum Wish: String, Sendable {
        case halt, yield
    }
    public let run: RunID
    public let wish: Wish
    public let by: String
    public let reason: String

    public init(run: RunID, wish: Wish, by: String, reason: String) {
        self.run = run
        self.wish = wish
        self.by = by
        self.reason = reason
    }
}

/// The ledger could not be read or written.
public struct LedgerFailure: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
