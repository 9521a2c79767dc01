import FleetModel

/// Watches one node until it has been healthy for long enough without a break, or its time is up.
///
/// Healthy means: it answers, has no complaint, says the expected version, has a peer where peers are configured, and its
/// height has grown since the watch began. Any bad reading, and any stretch without one, starts the count anew.
struct HealthWatch: Sendable {
    enum Verdict: Equatable {
        case watching(String)
        case passed(covered: TimeSpan, height: UInt64)
        case failed(String)
    }

    private let expected: ReleaseName
    private let deadline: Moment
    private let allowed: TimeSpan
    private let needed: TimeSpan
    private let needsGrowth: Bool
    private let longestSilence: TimeSpan
    private var goodSince: Moment?
    /// Nil until the first look, which may have begun before the watch did and tells of the service from before.
    private var lastLook: Moment?
    private var firstHeight: UInt64?
    private(set) var trouble = "not looked at yet"

    /// On the way back the first good reading is enough, whatever the height: the chain may only move on when enough
    /// nodes are back.
    init(expecting release: ReleaseName, isWayBack: Bool, policy: Deadlines, at now: Moment) {
        expected = release
        allowed = isWayBack ? policy.recovery : policy.healthy
        deadline = now + allowed
        needed = isWayBack ? .zero : policy.minimumHealthy
        needsGrowth = !isWayBack
        longestSilence = policy.maximumPowerAge
    }

    mutating func saw(_ reading: HealthReading, at now: Moment) -> Verdict {
        guard let last = lastLook else {
            lastLook = now
            return bad(trouble, at: now)
        }
        lastLook = now
        if now - last > longestSilence { goodSince = nil }
        guard case .answered(let report) = reading else { return bad(reading.trouble ?? "silent", at: now) }
        if let reason = objection(to: report) { return bad(reason, at: now) }
        let first = firstHeight ?? report.height
        firstHeight = first
        let since = goodSince ?? now
        goodSince = since
        let hasGrown = report.height > first || !needsGrowth
        if now - since >= needed && hasGrown { return .passed(covered: now - since, height: report.height) }
        trouble =
            hasGrown
            ? "healthy for \((now - since).wholeSeconds) of \(needed)" : "height stands still at \(report.height)"
        return isOverdue(at: now) ? .failed(overdueReason) : .watching(trouble)
    }

    /// Asked when no reading came: has the time run out?
    func isOverdue(at now: Moment) -> Bool { now >= deadline }

    var overdueReason: String { "not healthy within \(allowed): \(trouble)" }

    private func objection(to report: NodeReport) -> String? {
        if let complaint = report.complaint { return complaint }
        guard expected.isSaid(by: report.version) else { return "says it is \(report.version), not \(expected)" }
        guard report.peersConfigured == 0 || report.peersConnected > 0 else {
            return "none of \(report.peersConfigured) peers connected"
        }
        return nil
    }

    private mutating func bad(_ reason: String, at now: Moment) -> Verdict {
        goodSince = nil
        trouble = reason
        return isOverdue(at: now) ? .failed(overdueReason) : .watching(reason)
    }
}
