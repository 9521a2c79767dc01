public import Reactor

/// One authenticated connection to a server, on which commands are run.
///
/// Lives on a reactor's thread; several commands may run at the same time. A session that fails stays closed: connect
/// anew. Dropping the last reference closes it as well, without saying goodbye.
///
/// libssh2 keeps half-finished operations in the session, which dictates three rules (see `attempt`, `takeOpening`, `run`):
/// a call that could send only part of a packet is repeated before any other call; one channel is opened at a time; and
/// whoever receives anything wakes the others, for it may be theirs.
public actor SSHSession: SSHConnection {
    /// Longest command, in bytes; a longer script belongs on standard input. libssh2 sends it in one packet.
    public static let maximumCommandLength = 32_000
    /// Unread output that the server may have on its way, per channel, in bytes.
    static let window: UInt32 = 256 * 1024

    public nonisolated let endpoint: SSHEndpoint
    let reactor: Reactor
    var transport: Transport?
    /// Why `transport` is gone.
    private var closed: SSHError?
    /// Whose call has left part of a packet to be sent.
    private var outboundHolder: Call?
    /// True while a command's channel is opened and its command requested.
    private var isOpening = false
    private var operations: UInt64 = 0
    /// Where the key comes from that the server let in; nil before that.
    var acceptedKey: String?
    /// What this session carries for sessions beyond it.
    var tunnels = TunnelEnds()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// Size of the kernel's send buffer in bytes; nil leaves it to the kernel.
    let sendBuffer: Int32?
    let preferences: SSHPreferences

    init(
        _ endpoint: SSHEndpoint, preferring preferences: SSHPreferences = .standard, on reactor: Reactor,
        sendBuffer: Int32? = nil
    ) {
        self.endpoint = endpoint
        self.preferences = preferences
        self.reactor = reactor
        self.sendBuffer = sendBuffer
    }

    /// Connects, verifies the host's key, authenticates.
    ///
    /// - Parameters:
    ///   - route: what carries the connection.
    ///   - limits: shared by all connections of the program.
    /// - Throws: `SSHError`, whose code tells which stage refused and why; nothing of the user was sent before the host's
    ///   key was verified.
    public static func connect(
        to endpoint: SSHEndpoint, credentials: SSHCredentials, verifier: any HostKeyVerifier,
        deadlines: SSHDeadlines = .standard, preferring preferences: SSHPreferences = .standard,
        via route: SSHRoute = .direct, within limits: SSHConnectionLimits,
        on reactor: Reactor
    ) async throws(SSHError) -> SSHSession {
        let endpoint = endpoint.reached(along: route)
        return try await limits.retrying(on: reactor) { () async throws(SSHError) in
            let session = SSHSession(endpoint, preferring: preferences, on: reactor)
            try await session.establish(credentials, verifier, deadlines, limits, route)
            return session
        }
    }

    /// False once the session has failed or was closed.
    public var isOpen: Bool { transport != nil }

    /// Says goodbye and closes the connection; what is running fails with an unknown outcome.
    public func close() {
        if outboundHolder == nil { transport?.disconnect() }
        shut(because: SSHError(.closed, .run, endpoint.displayName, "the session was closed"))
    }

    // MARK: - The rules of libssh2

    /// Tells one call of one command from all others.
    struct Call: Hashable {
        enum Kind: Hashable {
            case step, write, read, readErrors, wait
            /// The numbered tunnel's.
            case tunnelWrite(Int), tunnelRead(Int), tunnelClose(Int)
        }
        var operation: UInt64
        var kind: Kind
    }

    enum Attempt {
        case done(Int)
        /// Nothing can be done now: the socket, or another call that has to be finished first.
        case blocked
    }

    /// A number for a command or for the login.
    func newOperation() -> UInt64 {
        operations += 1
        return operations
    }

    /// Makes one non-blocking call, if no other call has to be finished first.
    ///
    /// libssh2 1.10 loses the session when a partly sent packet is followed by any call but the one that began it.
    func attempt(
        _ call: Call, _ stage: SSHError.Stage, _ body: (Transport) -> Int
    ) throws(SSHError) -> Attempt {
        guard let transport else { throw gone(stage) }
        guard outboundHolder == nil || outboundHolder == call else { return .blocked }
        let received = transport.receivedBytes
        let code = body(transport)
        let isFirstFree = outboundHolder != nil
        outboundHolder = code == Transport.again && transport.blockedDirections.contains(.write) ? call : nil
        let hasNews = transport.receivedBytes != received || (isFirstFree && outboundHolder == nil)
        if hasNews { reactor.wake(transport.descriptor) }
        return code == Transport.again ? .blocked : .done(code)
    }

    /// True when another operation's call has to be finished before any of ours.
    func mustYield(_ operation: UInt64) -> Bool { outboundHolder.map { $0.operation != operation } ?? false }

    /// True when this operation has left part of a packet to be sent.
    func isSending(_ operation: UInt64) -> Bool { outboundHolder?.operation == operation }

    /// Repeats a call until it is done.
    ///
    /// - Parameter earlier: the stage as long as nothing has been sent, because another's call has to be finished first.
    func perform(
        _ operation: UInt64, _ stage: SSHError.Stage, after earlier: SSHError.Stage? = nil,
        until deadline: ContinuousClock.Instant, _ body: (Transport) -> Int
    ) async throws(SSHError) -> Int {
        var current = earlier ?? stage
        while true {
            let outcome = try attempt(Call(operation: operation, kind: .step), current) { transport in
                current = stage
                return body(transport)
            }
            if case .done(let code) = outcome { return code }
            try await pause(operation, current, until: deadline, wakes: wakes)
        }
    }

    /// How often the waits of this session were woken. Taken together with the look that found nothing to do, before any
    /// `await`: what another command brings in after it ends the wait that is about to begin.
    var wakes: UInt64 { reactor.wakes(descriptor) }

    /// Waits until a blocked operation can go on: for room to send, for something to come, or for another's call.
    func pause(
        _ operation: UInt64, _ stage: SSHError.Stage, until deadline: ContinuousClock.Instant, wakes: UInt64
    ) async throws(SSHError) {
        guard let transport else { throw gone(stage) }
        let interest: Readiness = mustYield(operation) ? [] : outboundHolder == nil ? .read : .write
        let result = await reactor.wait(
            transport.descriptor, for: transport.waits(for: interest), until: deadline, unlessWokenSince: wakes)
        switch result {
        case .ready: return
        case .timedOut: throw failure(.timedOut, .timedOutAfterRequest, stage, "no answer in time")
        case .cancelled: throw failure(.cancelled, .cancelledAfterRequest, stage, "cancelled")
        case .failed: throw lost(stage)
        }
    }

    /// Waits for the right to open a channel: libssh2 keeps the state of an opening in the session.
    func takeOpening(
        _ operation: UInt64, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        while isOpening, transport != nil {
            if tunnels.isStuck {
                let reason = "the server is still trying to reach another host"
                throw SSHError(.hopBusy, .open, endpoint.displayName, reason)
            }
            let result = await reactor.wait(descriptor, for: [], until: deadline, unlessWokenSince: wakes)
            if result == .timedOut { throw failure(.timedOut, .timedOut, .open, "another command is being started") }
            if result == .cancelled { throw failure(.cancelled, .cancelled, .open, "cancelled") }
        }
        isOpening = true
    }

    func giveOpening() {
        isOpening = false
        reactor.wake(descriptor)
    }

    /// What a command meets whose session somebody else has closed, or closed before it began.
    func gone(_ stage: SSHError.Stage) -> SSHError {
        failure(
            .closed, .lostAfterRequest, stage, closed.map { "the session is closed: \($0.reason)" } ?? "not connected")
    }

    var descriptor: Int32 { transport?.descriptor ?? -1 }

    // MARK: - Failing

    /// Closes the connection and tells everybody who waits on it.
    func shut(because error: SSHError) {
        guard transport != nil else { return }
        closed = error
        reactor.wake(descriptor)
        transport = nil
    }

    /// An error whose code depends on whether the command was requested already.
    func failure(
        _ before: SSHError.Code, _ after: SSHError.Code, _ stage: SSHError.Stage, _ reason: String
    ) -> SSHError {
        let isRequested = stage == .request || stage == .run
        return SSHError(isRequested ? after : before, stage, endpoint.displayName, reason)
    }

    /// The connection broke at this stage.
    func lost(_ stage: SSHError.Stage) -> SSHError {
        let reason = transport.map {
            $0.carrierTrouble ?? ($0.isAtEnd ? "the server closed the connection" : $0.errorMessage)
        }
        return failure(.lostBeforeRequest, .lostAfterRequest, stage, reason ?? "the session was closed")
    }
}
