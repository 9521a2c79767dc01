internal import CSSH2
import Reactor

extension SSHSession {
    /// Runs a command through the user's login shell, feeds it its input and collects what it writes.
    ///
    /// When this throws, the session is closed, except for `.invalidCommand`, `.requestRefused` and errors met before the
    /// command's turn came. The remote process is not killed by that: it runs on until it writes or ends. Who wants it
    /// ended sends a second command, and lets this one come to its end (the module RemoteExecution does).
    ///
    /// - Parameters:
    ///   - limits: what is written beyond them is read and dropped.
    ///   - deadline: for everything, from waiting for one's turn to the command's end.
    /// - Throws: `SSHError`; `code.commandMayHaveStarted` tells whether the outcome is unknown.
    public func execute(
        _ command: String, input: SSHInput = .none, limits: OutputLimits = .standard, deadline: Duration
    ) async throws(SSHError) -> SSHReply {
        let bytes = Array(command.utf8)
        guard !bytes.contains(0), bytes.count <= Self.maximumCommandLength else {
            let reason = "a command holds no NUL byte and at most \(Self.maximumCommandLength) bytes"
            throw SSHError(.invalidCommand, .open, endpoint.displayName, reason)
        }
        let until = ContinuousClock.now + deadline
        let operation = newOperation()
        let channel = try await start(bytes, onTerminal: input.isOnTerminal, operation, until: until)
        do throws(SSHError) {
            var run = CommandRun(channel: channel, input: input, limits: limits)
            try await carry(&run, operation, until: until)
            let reply = run.reply
            try await discard(channel, operation, until: until)
            return reply
        } catch {
            shut(because: error)
            throw error
        }
    }

    // MARK: - Starting

    private func start(
        _ command: [UInt8], onTerminal: Bool, _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Channel {
        try await takeOpening(operation, until: deadline)
        defer { giveOpening() }
        do throws(SSHError) {
            let channel = try await open(operation, until: deadline)
            if onTerminal { try await requestTerminal(on: channel, operation, until: deadline) }
            try await request(command, on: channel, operation, until: deadline)
            return channel
        } catch {
            if error.code != .requestRefused { shut(because: error) }
            throw error
        }
    }

    private func open(_ operation: UInt64, until deadline: ContinuousClock.Instant) async throws(SSHError) -> Channel {
        var channel: Channel?
        let code = try await perform(operation, .open, until: deadline) { transport in
            channel = transport.openChannel(window: Self.window)
            return channel == nil ? transport.errorCode : 0
        }
        if let channel { return channel }
        guard code == Int(LIBSSH2_ERROR_CHANNEL_FAILURE) else { throw lost(.open) }
        let reason = "the server opens no further channel (sshd's MaxSessions)"
        throw SSHError(.requestRefused, .open, endpoint.displayName, reason)
    }

    private func requestTerminal(
        on channel: Channel, _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        let code = try await perform(operation, .open, until: deadline) { _ in channel.requestTerminal() }
        guard code != 0 else { return }
        guard code == Int(LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED) else { throw lost(.open) }
        try await discard(channel, operation, until: deadline)
        throw SSHError(.requestRefused, .open, endpoint.displayName, "the server gives no terminal (PermitTTY)")
    }

    private func request(
        _ command: [UInt8], on channel: Channel, _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        let code = try await perform(operation, .request, after: .open, until: deadline) { _ in channel.execute(command)
        }
        guard code != 0 else { return }
        guard code == Int(LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED) else { throw lost(.request) }
        try await discard(channel, operation, until: deadline)
        throw SSHError(.requestRefused, .request, endpoint.displayName, "the server refuses to run commands")
    }

    /// Closes our side of a channel that is done with; a failure costs the session, not the result.
    private func discard(
        _ channel: Channel, _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        do throws(SSHError) {
            let code = try await perform(operation, .run, until: deadline) { _ in channel.free() }
            if code != 0 { shut(because: lost(.run)) }
        } catch {
            shut(because: error)
        }
    }

    // MARK: - Running

    /// Moves input and output until the server has closed the channel.
    ///
    /// Input and both outputs take turns: a command that cannot write does not read. It rests only after a round in which
    /// nothing moved and nothing was received, for reading one stream may bring in the other's data.
    private func carry(
        _ run: inout CommandRun, _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        var moved = 0
        while true {
            try fetchInput(&run)
            let received = transport?.receivedBytes
            let progress = try round(&run, operation)
            if run.isClosed { return }
            if progress == 0, transport?.receivedBytes == received {
                moved = 0
                try await pause(operation, .run, until: deadline, wakes: wakes)
            } else {
                moved += progress
                if moved > CommandRun.maximumBytesPerTurn {
                    moved = 0
                    try await giveOthersATurn(until: deadline)
                }
            }
        }
    }

    private func fetchInput(_ run: inout CommandRun) throws(SSHError) {
        guard run.wantsInput, run.talk() else { return }
        do {
            try run.takeInput { [reactor, descriptor] in reactor.wake(descriptor) }
        } catch {
            throw SSHError(.inputFailed, .run, endpoint.displayName, "the input cannot be read: \(error)")
        }
    }

    /// A command that always has something to move must still notice its deadline and its cancellation.
    private func giveOthersATurn(until deadline: ContinuousClock.Instant) async throws(SSHError) {
        guard ContinuousClock.now < deadline else {
            throw failure(.timedOut, .timedOutAfterRequest, .run, "no end in time")
        }
        guard !Task.isCancelled else { throw failure(.cancelled, .cancelledAfterRequest, .run, "cancelled") }
        await Task.yield()
    }

    /// One attempt in each direction; returns how many bytes moved.
    private func round(_ run: inout CommandRun, _ operation: UInt64) throws(SSHError) -> Int {
        var moved = 0
        func attempt(_ kind: Call.Kind, _ body: () -> Int) throws(SSHError) -> Attempt {
            try self.attempt(Call(operation: operation, kind: kind), .run) { _ in body() }
        }
        if run.canWrite, case .done(let code) = try attempt(.write, { run.write() }) {
            guard let count = run.noteWritten(code) else { throw lost(.run) }
            moved += count
        }
        for (kind, stream) in [(Call.Kind.read, SSHStream.output), (.readErrors, .errorOutput)] {
            guard case .done(let code) = try attempt(kind, { run.read(stream) }) else { continue }
            guard code >= 0 else { throw lost(.run) }
            moved += code
        }
        if run.channel.isAtEnd, case .done(let code) = try attempt(.wait, { run.channel.waitForClose() }) {
            guard code == 0 else { throw lost(.run) }
            run.noteClosed()
        }
        return moved
    }
}
