import Glibc

/// CPU time of this process and wall time, as far as they have come.
struct Usage {
    /// User and system time together, in microseconds.
    var processor: Int
    var wall: ContinuousClock.Instant

    static var now: Usage {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime].map { $0.tv_sec * 1_000_000 + Int($0.tv_usec) }
        return Usage(processor: times.reduce(0, +), wall: .now)
    }

    static var peakMegabytes: Int {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    var milliseconds: Int { processor / 1000 }

    static func - (later: Usage, earlier: Usage) -> Difference {
        Difference(processor: later.processor - earlier.processor, wall: earlier.wall.duration(to: later.wall))
    }

    struct Difference {
        /// In microseconds.
        var processor: Int
        var wall: Duration

        func line(_ what: String, per count: Int, of unit: String) -> String {
            guard count > 0 else { return "\(what): none" }
            let each = (processor + count / 2) / count
            let fraction = String(1000 + each % 1000).dropFirst()
            let seconds = wall.components.seconds * 1000 + wall.components.attoseconds / 1_000_000_000_000_000
            return "\(what): \(each / 1000).\(fraction) ms of CPU per \(unit), \(seconds) ms for all \(count)"
        }
    }
}
