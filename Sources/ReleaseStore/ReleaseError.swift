public import FleetModel

/// Why a release is not used, or not made: what, the facts, and what to do next.
public struct ReleaseError: Error, Sendable, Equatable {
    /// What kind of trouble it is, for code that has to decide.
    public enum Code: Sendable {
        /// There is no such release, or a file of it is not there.
        case missing
        /// A file that people write has mistakes; `diagnostics` has them all.
        case malformed
        /// Bytes, sizes or modes are not those that are vouched for, or nobody vouches for a file.
        case damaged
        /// Too few signers that are allowed, valid and not revoked.
        case unsigned
        /// Its time is over.
        case expired
        /// The release is as it is and may not be changed.
        case fixed
        /// The disk or a program failed.
        case failed
    }

    public let code: Code
    public let what: String
    public let facts: [String]
    public let next: String?
    public let diagnostics: [Diagnostic]

    init(_ code: Code, _ what: String, facts: [String] = [], next: String? = nil) {
        self.code = code
        self.what = what
        self.facts = facts
        self.next = next
        diagnostics = []
    }

    init(_ diagnostics: [Diagnostic]) {
        code = .malformed
        what = diagnostics.first?.message ?? ""
        facts = []
        next = nil
        self.diagnostics = diagnostics
    }
}
