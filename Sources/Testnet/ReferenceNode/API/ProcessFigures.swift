internal import Files
internal import Glibc

/// What the kernel counts for this process (proc(5)).
struct ProcessFigures: Sendable {
    /// Bytes of memory in use.
    let residentMemory: Int
    /// Seconds of processor time.
    let processorTime: Double

    private static let longestText = 4096

    init() {
        let statm = Self.fields("/proc/self/statm")
        residentMemory = (statm.count > 1 ? Int(statm[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        processorTime = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func fields(_ path: String) -> [Substring] {
        let bytes = (try? File.read(path, limit: longestText)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: " ")
    }
}
