import Glibc

/// CPU time of this process and wall time, as far as they have come.
struct Cost {
    /// User and system time together, in microseconds.
    var processor: Int
    var wall: ContinuousClock.Instant

    static var now: Cost {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime].map { $0.tv_sec * 1_000_000 + Int($0.tv_usec) }
        return Cost(processor: times.reduce(0, +), wall: .now)
    }

    static var peakMegabytes: Int {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    static func - (later: Cost, earlier: Cost) -> Difference {
        Difference(processor: later.processor - earlier.processor, wall: earlier.wall.duration(to: later.wall))
    }

    struct Difference {
        /// In microseconds.
        var processor: Int
        var wall: Duration

        func line(_ what: String, probes: Int) -> String {
            let tenths = (processor * 10 + probes / 2) / probes
            return "\(what): \(tenths / 10).\(tenths % 10) µs of CPU per probe, \(probes) probes in \(milliseconds) ms"
        }

        private var milliseconds: Int64 {
            wall.components.seconds * 1000 + wall.components.attoseconds / 1_000_000_000_000_000
        }
    }
}
