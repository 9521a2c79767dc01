internal import Glibc

/// The reading end of a pipe with what came out of it, up to a limit.
struct CapturedPipe: ~Copyable {
    var pipe: Pipe
    private(set) var bytes: [UInt8] = []
    private(set) var isTruncated = false
    private let limit: Int
    private let hear: ((ArraySlice<UInt8>) -> Void)?
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    /// Reads at most this often after the end of the process, so that a stranger who still writes cannot hold us.
    private static let mostReadsAfterEnd = 64

    init(
        for program: String, limit: Int, hear: ((ArraySlice<UInt8>) -> Void)?
    ) throws(ProcessError) {
        pipe = try Pipe(for: program)
        self.limit = limit
        self.hear = hear
        pipe.setNonblocking(pipe.readEnd)
    }

    /// Reads what is there, once. At the end of the stream the pipe is closed.
    mutating func readOnce() {
        let count = unsafe read(pipe.readEnd, &chunk, chunk.count)
        if count > 0 {
            let room = limit - bytes.count
            bytes.append(contentsOf: chunk[..<min(count, room)])
            if count > room { isTruncated = true }
            hear?(chunk[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            pipe.closeReadEnd()
        }
    }

    /// Reads what the pipe still holds.
    mutating func drain() {
        for _ in 0..<Self.mostReadsAfterEnd where pipe.readEnd >= 0 {
            var wait = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wait, 1, 0) == 1 else { return }
            readOnce()
        }
    }
}
