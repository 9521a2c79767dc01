internal import CLinux
internal import Files
internal import Glibc

/// One process from start to end, driven by poll(2) on a thread that may block.
struct ProcessSession: ~Copyable {
    private let request: ProcessRequest
    /// Readable as soon as the caller gives up.
    private let cancellation: Int32
    private var input: Pipe
    private var output: CapturedPipe
    private var errorOutput: CapturedPipe
    /// Where a source's pieces come from; nil when all of the input is there from the start.
    private let feed: InputFeed?
    private var pending: ArraySlice<UInt8>
    private var written = 0

    private enum Ending {
        case ended, timedOut, cancelled
        /// The source of its input failed.
        case starved(String)
        /// The process cannot be watched (pidfd_open(2)).
        case failed(SystemError)
    }

    init(_ request: ProcessRequest, cancellation: Int32) throws(ProcessError) {
        let input = try Pipe(for: request.program)
        let output = try CapturedPipe(
            for: request.program, limit: request.limits.output,
            hear: request.hear.map { hear in { hear($0, .output) } })
        let errorOutput = try CapturedPipe(
            for: request.program, limit: request.limits.errorOutput,
            hear: request.hear.map { hear in { hear($0, .errorOutput) } })
        var feed: InputFeed?
        var first: ArraySlice<UInt8> = []
        switch request.input {
        case .bytes(let bytes): first = bytes[...]
        case .source(let read): feed = InputFeed(read)
        }
        if let feed, feed.wake < 0 { throw ProcessError(request.program, .cannotStart(.last)) }
        self.request = request
        self.cancellation = cancellation
        self.input = input
        self.output = output
        self.errorOutput = errorOutput
        self.feed = feed
        pending = first
    }

    /// Runs the program. When this returns, the process and its group are gone and reaped.
    mutating func run() throws(ProcessError) -> ProcessResult {
        let start = ContinuousClock.now
        let pid = try spawn()
        let handle = FileDescriptor(number: pidfd_open(pid, 0), path: "pidfd", owned: true)
        let failure = handle.number < 0 ? SystemError.last : nil
        let ending = failure.map(Ending.failed) ?? exchange(until: start + request.deadline, process: handle.number)
        // The leader is not reaped yet, so the number still names this group and no other.
        if !isLeftInPeace(ending) { kill(getpgid(pid) == pid ? -pid : pid, SIGKILL) }
        output.drain()
        errorOutput.drain()
        let status = reap(pid)
        switch ending {
        case .timedOut: throw ProcessError(request.program, .timedOut(request.deadline))
        case .cancelled: throw ProcessError(request.program, .cancelled)
        case .failed(let error): throw ProcessError(request.program, .cannotStart(error))
        case .starved(let reason): throw ProcessError(request.program, .inputFailed(reason))
        case .ended: break
        }
        return ProcessResult(
            status: status, output: output.bytes, errorOutput: errorOutput.bytes,
            isTruncated: output.isTruncated || errorOutput.isTruncated, elapsed: ContinuousClock.now - start)
    }

    private func isLeftInPeace(_ ending: Ending) -> Bool {
        guard case .ended = ending, case .kept = request.leftovers else { return false }
        return true
    }

    private mutating func spawn() throws(ProcessError) -> pid_t {
        var spawner = Spawner()
        spawner.input = .copy(of: input.readEnd)
        spawner.output = .copy(of: output.pipe.writeEnd)
        spawner.errorOutput = .copy(of: errorOutput.pipe.writeEnd)
        spawner.workingDirectory = request.workingDirectory
        let terminal = request.terminal == .ours ? ProcessTerminal.open() : nil
        defer { if let terminal { close(terminal) } }
        if let terminal {
            spawner.input = .copy(of: terminal)
            spawner.staysInGroup = true
        }
        let pid = try spawner.spawn(request.arguments, request.environment)
        input.closeReadEnd()
        output.pipe.closeWriteEnd()
        errorOutput.pipe.closeWriteEnd()
        input.setNonblocking(input.writeEnd)
        if feed == nil, pending.isEmpty { input.closeWriteEnd() }
        return pid
    }

    /// Moves bytes both ways until the process ends or its time is over.
    private mutating func exchange(until deadline: ContinuousClock.Instant, process: Int32) -> Ending {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return .timedOut }
            let wantsPiece = feed != nil && pending.isEmpty && input.writeEnd >= 0
            if wantsPiece { feed?.ask(from: written) }
            var waits = [
                pollfd(fd: process, events: Int16(POLLIN), revents: 0),
                pollfd(fd: cancellation, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output.pipe.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorOutput.pipe.readEnd, events: Int16(POLLIN), revents: 0),
                // Without anything to write, only its other end's closing is of interest, which poll(2) always reports.
                pollfd(fd: input.writeEnd, events: Int16(wantsPiece ? 0 : POLLOUT), revents: 0),
                pollfd(fd: wantsPiece ? feed?.wake ?? -1 : -1, events: Int16(POLLIN), revents: 0),
            ]
            _ = unsafe poll(&waits, nfds_t(waits.count), milliseconds(left))
            if waits[1].revents != 0 { return .cancelled }
            if waits[2].revents != 0 { output.readOnce() }
            if waits[3].revents != 0 { errorOutput.readOnce() }
            if waits[4].revents != 0 { wantsPiece ? input.closeWriteEnd() : writeOnce() }
            if waits[5].revents != 0, let failure = takePiece() { return .starved(failure) }
            if waits[0].revents != 0 { return .ended }
        }
    }

    private mutating func writeOnce() {
        let count = unsafe pending.withUnsafeBytes { bytes in
            unsafe write(input.writeEnd, bytes.baseAddress, bytes.count)
        }
        if count > 0 {
            written += count
            pending.removeFirst(count)
        }
        let isFailed = count < 0 && errno != EAGAIN && errno != EINTR
        // A program that does not read its input is no error of ours; closing tells it that there is no more.
        if isFailed || (pending.isEmpty && feed == nil) { input.closeWriteEnd() }
    }

    /// Takes over what the source has sent; returns why it could not.
    private mutating func takePiece() -> String? {
        switch feed?.take() {
        case nil, .nothingYet: return nil
        case .failed(let reason): return reason
        case .piece(let piece):
            pending = piece
            if piece.isEmpty { input.closeWriteEnd() }
            return nil
        }
    }

    private func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        let longest: Int64 = 3600
        guard seconds < longest else { return Int32(longest * 1000) }
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1
    }
}

/// Waits for a child that has ended or been killed.
func reap(_ pid: pid_t) -> ProcessStatus {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
}
