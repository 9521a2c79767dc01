internal import CCurl
public import Reactor

/// Sends HTTP requests from a reactor's thread, with libcurl.
///
/// No proxy, no cookies, HTTP/1.1, no redirect that the request does not allow; connections are kept and reused. A request
/// that finds its kept connection closed by the server is sent once more on a fresh one, as browsers do, POST included: what
/// it asks for has to bear that.
public actor HTTPClient {
    /// Transfers at the same time; libcurl's own bookkeeping grows with them. More wait their turn.
    public static let maximumTransfers = 1000
    /// Idle handles (about 15 KB each) and connections kept for reuse.
    public static let maximumIdle = 1024

    /// Handles of libcurl's that the servers are spread over: what each does for one transfer grows with its others, and once
    /// a second it looks at every idle connection of its own.
    private static let multiHandles = 16

    private typealias Answer = Result<HTTPResponse, HTTPError>

    private struct Running {
        /// Tells this request from a later one on the same handle.
        var number: UInt64
        var transfer: CurlTransfer
        var multi: CurlMulti
        var request: HTTPRequest
        var continuation: CheckedContinuation<Answer, Never>
        /// Fires when no answer has begun by then.
        var answerTimer: TimerID?
    }

    private let reactor: Reactor
    private let multis: [CurlMulti]
    private let trust: HTTPTrust
    private let places = ConcurrencyLimit(maximumTransfers)
    private var isConnected = false
    private var requests: UInt64 = 0
    private var running: [UInt: Running] = [:]
    private var idle: [Substring: [CurlTransfer]] = [:]
    private var idleCount = 0

    nonisolated public var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Parameter trust: whose certificates count; of a file that is not there, every TLS handshake fails.
    /// - Throws: `.system` when libcurl has no memory.
    public init(on reactor: Reactor, trusting trust: HTTPTrust = .system) throws(HTTPError) {
        self.reactor = reactor
        self.trust = trust
        var made: [CurlMulti] = []
        for _ in 0..<Self.multiHandles {
            // Twice an even share, for servers do not spread evenly.
            made.append(try CurlMulti(on: reactor, maximumConnections: 2 * Self.maximumIdle / Self.multiHandles))
        }
        multis = made
    }

    /// Sends one request and returns its answer, whatever the status.
    ///
    /// The deadline starts when the request gets its turn, which is at once below `maximumTransfers`.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        var current = request
        for _ in 0...HTTPRedirects.maximumHops {
            let answer = try await sendOnce(current)
            guard request.method == .get, request.redirects != .none, let place = answer.location else { return answer }
            guard request.redirects.allows(from: current.url, to: place) else {
                let there = HTTPRequest(.get, place).displayName
                throw HTTPError(
                    .redirected, "\(current.displayName): redirects to \(there), which the request does not allow")
            }
            current = try current.redirected(to: place, after: answer.elapsed)
        }
        throw HTTPError(
            .redirected, "\(request.displayName): more than \(HTTPRedirects.maximumHops) redirects in a row")
    }

    /// Opens a connection to `host:port`, closes it again, and says how long it took. Any TCP server will do.
    public func connect(to authority: String, deadline: Duration) async throws(HTTPError) -> HTTPTiming {
        var request = HTTPRequest(.get, "http://\(authority)", deadline: deadline)
        request.connectsOnly = true
        return try await sendOnce(request).timing
    }

    private func sendOnce(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try request.validate()
        guard await places.acquire() else { throw HTTPError(.cancelled, "\(request.displayName): cancelled") }
        defer { places.release() }
        let transfer = try takeTransfer(for: request)
        let identity = transfer.identity
        requests += 1
        let number = requests
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation {
                start(
                    Running(
                        number: number, transfer: transfer, multi: multi(of: request), request: request,
                        continuation: $0))
            }
        } onCancel: {
            // From whatever thread cancels, on to the reactor's.
            _ = reactor.schedule(at: .now) { [weak self] in
                self?.assumeIsolated { $0.cancel(identity, number: number) }
            }
        }
        return try answer.get()
    }

    // MARK: - Transfers

    private func takeTransfer(for request: HTTPRequest) throws(HTTPError) -> CurlTransfer {
        try connectOnce()
        let transfer: CurlTransfer
        if !request.connectsOnly, let kept = takeIdle(request.authority) {
            transfer = kept
        } else {
            transfer = try CurlTransfer(trusting: trust)
        }
        try transfer.prepare(request)
        return transfer
    }

    private func takeIdle(_ authority: Substring) -> CurlTransfer? {
        guard let kept = idle[authority]?.popLast() else { return nil }
        idleCount -= 1
        return kept
    }

    /// The callbacks need the actor itself, which its initialiser cannot give away.
    private func connectOnce() throws(HTTPError) {
        guard !isConnected else { return }
        for (index, multi) in multis.enumerated() {
            try multi.connect(
                CurlMulti.Events(
                    socket: { [weak self] socket, ready in self?.assumeIsolated { $0.advance(index, socket, ready) } },
                    timer: { [weak self] in self?.assumeIsolated { $0.advance(index, nil, []) } }))
        }
        isConnected = true
    }

    /// One server's transfers share a handle, and so its connections.
    private func multi(of request: HTTPRequest) -> CurlMulti {
        multis[Int(UInt(bitPattern: request.authority.hashValue) % UInt(multis.count))]
    }

    private func start(_ run: Running) {
        guard !Task.isCancelled else {
            return run.continuation.resume(
                returning: .failure(HTTPError(.cancelled, "\(run.request.displayName): cancelled")))
        }
        do {
            try run.multi.add(run.transfer)
            running[run.transfer.identity] = timed(run)
        } catch {
            run.continuation.resume(returning: .failure(error))
        }
    }

    private func timed(_ run: Running) -> Running {
        guard let patience = run.request.answerDeadline, patience < run.request.deadline else { return run }
        let (identity, number) = (run.transfer.identity, run.number)
        var run = run
        run.answerTimer = reactor.schedule(at: .now + patience) { [weak self] in
            self?.assumeIsolated { $0.missAnswer(identity, number: number) }
        }
        return run
    }

    private func missAnswer(_ identity: UInt, number: UInt64) {
        guard let run = running[identity], run.number == number, !run.transfer.hasAnswer else { return }
        running[identity] = nil
        let error = HTTPError(timedOut: run.transfer, for: run.request)
        run.multi.remove(run.transfer)
        run.continuation.resume(returning: .failure(error))
    }

    private func advance(_ index: Int, _ socket: Int32?, _ ready: Readiness) {
        let multi = multis[index]
        multi.advance(socket, ready)
        while let (identity, result) = multi.nextFinished() { finish(identity, result) }
    }

    private func finish(_ identity: UInt, _ result: CURLcode) {
        guard let run = running.removeValue(forKey: identity) else { return }
        if let timer = run.answerTimer { reactor.cancel(timer) }
        let answer: Answer
        if result == CURLE_OK {
            answer = Result { () throws(HTTPError) in try run.transfer.takeResponse() }
        } else {
            answer = .failure(HTTPError(result, of: run.transfer, for: run.request))
        }
        run.multi.remove(run.transfer)
        keep(run.transfer, for: run.request)
        run.continuation.resume(returning: answer)
    }

    private func cancel(_ identity: UInt, number: UInt64) {
        guard let run = running[identity], run.number == number else { return }
        running[identity] = nil
        if let timer = run.answerTimer { reactor.cancel(timer) }
        run.multi.remove(run.transfer)
        run.continuation.resume(returning: .failure(HTTPError(.cancelled, "\(run.request.displayName): cancelled")))
    }

    private func keep(_ transfer: CurlTransfer, for request: HTTPRequest) {
        guard idleCount < Self.maximumIdle, !request.connectsOnly else { return }
        idleCount += 1
        idle[request.authority, default: []].append(transfer)
    }
}
