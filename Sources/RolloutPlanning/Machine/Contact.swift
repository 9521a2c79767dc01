public import FleetModel

/// How this process stands with one host.
struct Contact: Sendable {
    /// The effect under way, if any.
    var attending: Nonce?
    var retryAt: Moment?
    /// Since when the host has not answered, how often it was asked in vain, and what came instead the last time.
    var silentSince: Moment?
    var silences = 0
    var lastSilence = ""
}

/// A host that does not answer, and is asked again.
public struct Silence: Sendable, Equatable {
    /// What came instead of an answer the last time.
    public let reason: String
    /// When it began, and when the host is given up.
    public let since: Moment
    public let until: Moment
}

extension RolloutMachine {
    /// Since when a host does not answer; nil when it does, or is not asked for anything.
    public func silence(of host: HostID) -> Silence? {
        guard let contact = contacts[host], let since = contact.silentSince else { return nil }
        return Silence(reason: contact.lastSilence, since: since, until: since + patience(with: host))
    }

    /// How long a host may be silent before it is given up.
    func patience(with host: HostID) -> TimeSpan {
        isOnWayBack(host) ? state.plan.deadlines.recovery : state.plan.deadlines.healthy
    }
}
