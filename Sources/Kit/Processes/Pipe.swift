internal import Files
internal import Glibc

/// A pipe whose two ends are closed at the end of scope, if not before. Neither end is passed on by exec.
struct Pipe: ~Copyable {
    /// The descriptor to read from; -1 once closed, which poll(2) ignores.
    private(set) var readEnd: Int32
    /// The descriptor to write to; -1 once closed.
    private(set) var writeEnd: Int32

    init(for program: String) throws(ProcessError) {
        var numbers: [Int32] = [-1, -1]
        guard unsafe pipe(&numbers) == 0 else { throw ProcessError(program, .cannotStart(.last)) }
        for number in numbers { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        readEnd = numbers[0]
        writeEnd = numbers[1]
    }

    deinit {
        for number in [readEnd, writeEnd] where number >= 0 { _ = close(number) }
    }

    mutating func closeReadEnd() {
        if readEnd >= 0 { _ = close(readEnd) }
        readEnd = -1
    }

    /// Gives the read end to somebody who closes it.
    mutating func takeReadEnd() -> Int32 {
        defer { readEnd = -1 }
        return readEnd
    }

    mutating func closeWriteEnd() {
        if writeEnd >= 0 { _ = close(writeEnd) }
        writeEnd = -1
    }

    /// Makes calls on the end that this process keeps answer at once.
    func setNonblocking(_ number: Int32) {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}
