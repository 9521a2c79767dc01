import Glibc

/// A non-blocking pipe that closes itself.
final class Pipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw PipeError(systemError: errno) }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    func put(_ count: Int = 1) {
        let bytes = [UInt8](repeating: 0, count: count)
        _ = unsafe write(writing, bytes, count)
    }

    /// Reads up to `limit` bytes; -1 when there are none yet.
    func take(_ limit: Int = 64) -> Int {
        var bytes = [UInt8](repeating: 0, count: limit)
        return unsafe read(reading, &bytes, limit)
    }

    /// Writes until the pipe takes no more.
    func fill() {
        let bytes = [UInt8](repeating: 0, count: 65_536)
        while unsafe write(writing, bytes, bytes.count) > 0 {}
    }
}

struct PipeError: Error {
    let systemError: Int32
}
