internal import CCurl
import Reactor

/// Owns a multi handle of libcurl and connects its sockets and its timer with a reactor.
///
/// Touched on the reactor's thread only. `@safe`: the handle is freed once, in `deinit`; libcurl's context is this
/// object, and its callbacks are withdrawn before it goes.
@safe final class CurlMulti {
    /// Where libcurl is driven from when a socket or its timer fires: back in the owner, on the reactor's thread.
    struct Events {
        var socket: @Sendable (Int32, Readiness) -> Void
        var timer: @Sendable () -> Void
    }

    private let handle: UnsafeMutableRawPointer
    private let reactor: Reactor
    private var events: Events?
    private var timer: TimerID?

    /// - Parameter maximumConnections: idle connections kept for later requests.
    init(on reactor: Reactor, maximumConnections: Int) throws(HTTPError) {
        guard let handle = unsafe curl_multi_init() else {
            throw HTTPError(.system, "libcurl has no memory for a pool")
        }
        unsafe self.handle = handle
        self.reactor = reactor
        try check(unsafe ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, maximumConnections))
    }

    deinit {
        // Off the reactor's thread perhaps, but nothing else can reach the handle any more.
        unsafe ccurl_multi_set_callbacks(handle, nil, nil, nil)
        unsafe curl_multi_cleanup(handle)
        if let timer { reactor.cancel(timer) }
    }

    /// Tells libcurl whom to call; before the first transfer.
    func connect(_ events: Events) throws(HTTPError) {
        self.events = events
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try check(
            unsafe ccurl_multi_set_callbacks(
                handle,
                { _, socket, interest, context, _ in
                    guard let context = unsafe context else { return -1 }
                    let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
                    return multi.watch(socket, interest)
                },
                { _, milliseconds, context in
                    guard let context = unsafe context else { return -1 }
                    unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
                    return 0
                }, context))
    }

    func add(_ transfer: CurlTransfer) throws(HTTPError) {
        try check(unsafe curl_multi_add_handle(handle, transfer.handle))
    }

    /// Takes a transfer out, finished or not.
    func remove(_ transfer: CurlTransfer) { unsafe curl_multi_remove_handle(handle, transfer.handle) }

    /// Lets libcurl go on: a socket is ready, or (nil) its timer fired.
    func advance(_ socket: Int32?, _ ready: Readiness = []) {
        var mask: Int32 = 0
        if ready.contains(.read) { mask |= CURL_CSELECT_IN }
        if ready.contains(.write) { mask |= CURL_CSELECT_OUT }
        var running: Int32 = 0
        unsafe curl_multi_socket_action(handle, socket ?? CURL_SOCKET_BAD, mask, &running)
    }

    /// The next transfer that libcurl is done with.
    func nextFinished() -> (identity: UInt, result: CURLcode)? {
        var result = CURLE_OK
        guard let easy = unsafe ccurl_multi_next_finished(handle, &result) else { return nil }
        return (UInt(bitPattern: easy), result)
    }

    private func watch(_ socket: Int32, _ interest: Int32) -> Int32 {
        var readiness: Readiness = []
        if interest == CURL_POLL_IN || interest == CURL_POLL_INOUT { readiness.insert(.read) }
        if interest == CURL_POLL_OUT || interest == CURL_POLL_INOUT { readiness.insert(.write) }
        guard interest != CURL_POLL_REMOVE, let handler = events?.socket else {
            reactor.unwatch(socket)
            return 0
        }
        return reactor.watch(socket, for: readiness) { handler(socket, $0) } == 0 ? 0 : -1
    }

    private func setTimer(_ milliseconds: Int) {
        if let timer { reactor.cancel(timer) }
        timer = nil
        guard milliseconds >= 0, let handler = events?.timer else { return }
        timer = reactor.schedule(at: .now + .milliseconds(milliseconds), handler)
    }

    private func check(_ code: CURLMcode) throws(HTTPError) {
        guard code == CURLM_OK else {
            throw HTTPError(.system, "libcurl: \(unsafe String(cString: curl_multi_strerror(code)))")
        }
    }
}
