/// What a descriptor can be waited for; a set, since a protocol may need either direction to go on.
public struct Readiness: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Reading would not block: data, end of stream, or an error to collect.
    public static let read = Readiness(rawValue: 1)
    /// Writing would not block: room, a finished `connect`, or an error to collect.
    public static let write = Readiness(rawValue: 2)
}

/// How a wait ended.
public enum WaitResult: Sendable, Equatable {
    /// At least one of the directions asked for is ready. Hang-ups and socket errors count as ready: the next
    /// system call on the descriptor says which.
    case ready
    /// The deadline passed first.
    case timedOut
    /// The waiting task was cancelled, or the reactor was shut down.
    case cancelled
    /// The kernel refused to watch the descriptor, with this `errno` (see epoll_ctl(2)): it is closed, or the
    /// system is out of watches.
    case failed(Int32)
}
