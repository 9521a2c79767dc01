internal import CCurl
public import Reactor

/// Sends HTTP requests from a reactor's thread, with libcurl.
///
/// No proxy, no redirects, no cookies, HTTP/1.1; connections are kept and reused. A request that finds its kept
/// connection closed by the server is sent once more on a fresh one, as browsers do, POST included: what it asks for has
/// to bear that.
public actor HTTPClient {
    /// Transfers at the same time; libcurl's own bookkeeping grows with them. More wait their turn.
    public static let maximumTransfers = 1000
    /// Idle handles (about 15 KB each) and connections kept for reuse.
    public static let maximumIdle = 1024

    private typealias Answer = Result<HTTPResponse, HTTPError>

    private struct Running {
        /// Tells this request from a later one on the same handle.
        var number: UInt64
        var transfer: CurlTransfer
        var request: HTTPRequest
        var continuation: CheckedContinuation<Answer, Never>
    }

    private let reactor: Reactor
    private let multi: CurlMulti
    private let places = ConcurrencyLimit(maximumTransfers)
    private var isConnected = false
    private var requests: UInt64 = 0
    private var running: [UInt: Running] = [:]
    private var idle: [Substring: [CurlTransfer]] = [:]
    private var idleCount = 0

    nonisolated public var unownedExecutor: UnownedSerialExecutor { unsafe reactor.asUnownedSerialExecutor() }

    /// - Throws: `.system` when libcurl has no memory.
    public init(on reactor: Reactor) throws(HTTPError) {
        self.reactor = reactor
        multi = try CurlMulti(on: reactor, maximumConnections: Self.maximumIdle)
    }

    /// Sends one request and returns its answer, whatever the status.
    ///
    /// The deadline starts when the request gets its turn, which is at once below `maximumTransfers`.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try request.validate()
        guard await places.acquire() else { throw HTTPError(.cancelled, "\(request.displayName): cancelled") }
        defer { places.release() }
        let transfer = try takeTransfer(for: request)
        let identity = transfer.identity
        requests += 1
        let number = requests
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation {
                start(Running(number: number, transfer: transfer, request: request, continuation: $0))
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
        if let kept = takeIdle(request.authority) { transfer = kept } else { transfer = try CurlTransfer() }
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
        try multi.connect(
            CurlMulti.Events(
                socket: { [weak self] socket, ready in self?.assumeIsolated { $0.advance(socket, ready) } },
                timer: { [weak self] in self?.assumeIsolated { $0.advance(nil, []) } }))
        isConnected = true
    }

    private func start(_ run: Running) {
        guard !Task.isCancelled else {
            return run.continuation.resume(
                returning: .failure(HTTPError(.cancelled, "\(run.request.displayName): cancelled")))
        }
        do {
            try multi.add(run.transfer)
            running[run.transfer.identity] = run
        } catch {
            run.continuation.resume(returning: .failure(error))
        }
    }

    private func advance(_ socket: Int32?, _ ready: Readiness) {
        multi.advance(socket, ready)
        while let (identity, result) = multi.nextFinished() { finish(identity, result) }
    }

    private func finish(_ identity: UInt, _ result: CURLcode) {
        guard let run = running.removeValue(forKey: identity) else { return }
        multi.remove(run.transfer)
        let answer: Answer
        if result == CURLE_OK {
            answer = Result { () throws(HTTPError) in try run.transfer.takeResponse() }
        } else {
            answer = .failure(HTTPError(result, of: run.transfer, for: run.request))
        }
        keep(run.transfer, for: run.request)
        run.continuation.resume(returning: answer)
    }

    private func cancel(_ identity: UInt, number: UInt64) {
        guard let run = running[identity], run.number == number else { return }
        running[identity] = nil
        multi.remove(run.transfer)
        run.continuation.resume(returning: .failure(HTTPError(.cancelled, "\(run.request.displayName): cancelled")))
    }

    private func keep(_ transfer: CurlTransfer, for request: HTTPRequest) {
        guard idleCount < Self.maximumIdle else { return }
        idleCount += 1
        idle[request.authority, default: []].append(transfer)
    }
}
