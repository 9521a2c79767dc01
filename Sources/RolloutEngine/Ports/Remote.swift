public import FleetModel
public import HostSteps

/// Runs commands on hosts.
public protocol Remote: Sendable {
    /// Never throws: every way in which it can end is an answer.
    func run(_ command: HostCommand, on host: Host) async -> RemoteAnswer
}

/// What became of a command, as far as this side knows.
public enum RemoteAnswer: Sendable, Equatable {
    /// It ran to its end. Output that was no UTF-8 has been replaced where it was not.
    case replied(output: String, errors: String)
    /// It certainly did not begin.
    case notBegun(String)
    /// It certainly did not begin, and the host is not away: it is not the one that is known, or does not let us in.
    case barred(String)
    /// The connection was lost after the command was sent: it may have happened, in whole or in part.
    case unknown(String)
}
