internal import Files
internal import Glibc

/// A process that cannot be mistaken for a later one with the same number: its id and when it started.
public struct ProcessIdentity: Hashable, Sendable, Codable {
    /// The process id.
    public let pid: Int32
    /// When it started, in clock ticks since boot (proc_pid_stat(5), field 22).
    public let startTicks: UInt64

    /// The process that has this id now, or nil when there is none or it has ended.
    public init?(pid: Int32) {
        guard let ticks = Self.startTicks(of: pid) else { return nil }
        self.pid = pid
        startTicks = ticks
    }

    /// A process noted down earlier.
    public init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }

    /// True while it runs. An ended child of ours is collected by asking.
    public var isRunning: Bool {
        var status: Int32 = 0
        _ = unsafe waitpid(pid, &status, WNOHANG)
        return Self.startTicks(of: pid) == startTicks
    }

    /// Sends a signal if it still runs; false when it does not, or the kernel forbids it.
    public func signal(_ number: Int32) -> Bool {
        isRunning && kill(pid, number) == 0
    }

    /// Sends a signal to its process group, when it leads one and still runs.
    public func signalGroup(_ number: Int32) -> Bool {
        isRunning && getpgid(pid) == pid && kill(-pid, number) == 0
    }

    private static func startTicks(of pid: Int32) -> UInt64? {
        guard pid > 0, let bytes = try? File.read("/proc/\(pid)/stat", limit: 4096) else { return nil }
        // The name in parentheses may hold anything; the fields after its last parenthesis are plain.
        guard let close = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: bytes[(close + 1)...], as: UTF8.self).split(separator: " ")
        let state = 0
        let startTime = 19
        guard fields.count > startTime, fields[state] != "Z", fields[state] != "X" else { return nil }
        return UInt64(fields[startTime])
    }
}
