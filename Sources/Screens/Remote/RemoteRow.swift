public import FleetModel

/// What became of a command on one host.
public struct RemoteRow: Sendable, Equatable {
    public enum End: Sendable, Hashable {
        case exited(Int32)
        /// By its name without `SIG`; `UNKNOWN` where the client that carried it does not tell.
        case signalled(String)
        /// Ended by us; why, and whether its processes are known to be gone.
        case stopped(String, isGone: Bool)
        /// Reached, but not begun.
        case refused(String)
        case unreachable(String)
        /// It may have happened.
        case unknown(String)
        /// Never tried, since somebody asked to stop.
        case untouched
    }

    public let host: HostID
    public let end: End
    public let output: String
    public let errors: String
    public let isTruncated: Bool

    public init(host: HostID, end: End, output: String = "", errors: String = "", isTruncated: Bool = false) {
        self.host = host
        self.end = end
        self.output = output
        self.errors = errors
        self.isTruncated = isTruncated
    }

    /// How a program ended that a signal ended.
    public static func ending(by signal: String) -> String {
        signal == "UNKNOWN" ? "ended by a signal" : "ended by SIG\(signal)"
    }

    /// In which column of the sum it counts.
    public enum Verdict: Int, Sendable, CaseIterable {
        case done, failed, unreachable, unknown, untouched
    }

    public var verdict: Verdict {
        switch end {
        case .exited(0): .done
        case .exited, .signalled, .stopped, .refused: .failed
        case .unreachable: .unreachable
        case .unknown: .unknown
        case .untouched: .untouched
        }
    }
}
