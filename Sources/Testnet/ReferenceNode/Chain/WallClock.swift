internal import Glibc

/// The time of day, which slots are counted by: validators take turns by it.
enum WallClock {
    /// Milliseconds since 1970 (UTC).
    static func now() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
