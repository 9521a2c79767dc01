/// How many measurements of a gate may end badly before the gate does. A limit is *exceeded*, not reached: with
/// `failures: 1` the second failure fails the gate. Each kind of verdict has a limit of its own, as in Argo Rollouts'
/// analysis (`failureLimit`, `inconclusiveLimit`, `consecutiveErrorLimit`).
public struct GateLimits: Sendable, Codable, Equatable {
    public let failures: Int
    public let inconclusive: Int
    /// In a row: one measurement without an error forgives those before it.
    public let consecutiveErrors: Int

    public init(failures: Int, inconclusive: Int, consecutiveErrors: Int) {
        self.failures = failures
        self.inconclusive = inconclusive
        self.consecutiveErrors = consecutiveErrors
    }

    /// The first failure fails; two measurements may be inconclusive and four in a row may be errors.
    public static let standard = GateLimits(failures: 0, inconclusive: 2, consecutiveErrors: 4)

    /// The most that any of them may be.
    public static let greatest = 10_000
}
