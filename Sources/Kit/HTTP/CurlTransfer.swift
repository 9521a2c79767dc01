internal import CCurl

/// Owns one easy handle of libcurl and collects the answer of the transfer it is used for.
///
/// Reused for one request after another to the same host: its settings are made once. Touched on the reactor's thread
/// only. `@safe`: the handle is freed once, in `deinit`, and the contexts that libcurl gets are this object, which
/// `CurlMulti` keeps while the handle is in use.
@safe final class CurlTransfer {
    /// Sum of all header lines accepted.
    static let maximumHeaderBytes = 64 * 1024

    /// Why a callback stopped the transfer, where libcurl only knows that it did.
    enum Abort { case bodyTooLarge, headersTooLarge }

    let handle: UnsafeMutableRawPointer
    private(set) var body: [UInt8] = []
    private(set) var abort: Abort?
    private var bodyLimit = 0
    private var headerBytes = 0
    private var isSecure = false
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>

    init(trusting trust: HTTPTrust) throws(HTTPError) {
        guard let handle = unsafe curl_easy_init() else {
            throw HTTPError(.system, "libcurl has no memory for a handle")
        }
        unsafe self.handle = handle
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure()
        if case .authorities(let file) = trust {
            try check(unsafe ccurl_set_text(handle, CURLOPT_CAINFO, file))
            try check(unsafe ccurl_set_pointer(handle, CURLOPT_CAPATH, nil))
        }
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headerList)
        unsafe errorText.deallocate()
    }

    /// What identifies the handle when libcurl hands it back.
    var identity: UInt { unsafe UInt(bitPattern: handle) }

    /// libcurl's own words on the last failure; empty when it had none.
    var errorMessage: String { unsafe String(cString: errorText) }

    /// Settings that hold for every request.
    private func configure() throws(HTTPError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try check(unsafe ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1))
        // An empty name keeps libcurl from looking for a proxy in the environment.
        try check(unsafe ccurl_set_text(handle, CURLOPT_PROXY, ""))
        try check(unsafe ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
        try check(unsafe ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try check(unsafe ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
        try check(unsafe ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1))
        try check(unsafe ccurl_set_close_on_exec(handle))
        try check(unsafe ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(unsafe ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(unsafe ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(
            unsafe ccurl_set_sink(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                guard let data = unsafe data, let context = unsafe context else { return 0 }
                let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                return unsafe transfer.receive(UnsafeRawBufferPointer(start: data, count: size * count))
            })
        try check(
            unsafe ccurl_set_sink(handle, CURLOPT_HEADERFUNCTION) { _, size, count, context in
                guard let context = unsafe context else { return 0 }
                let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.receiveHeader(length: size * count)
            })
    }

    /// Makes the handle ready for this request and forgets the last one's answer.
    func prepare(_ request: HTTPRequest) throws(HTTPError) {
        body = []
        abort = nil
        headerBytes = 0
        bodyLimit = request.maximumBody
        isSecure = request.url.prefix(8).lowercased() == "https://"
        unsafe errorText[0] = 0
        try check(unsafe ccurl_set_text(handle, CURLOPT_URL, request.url))
        try check(unsafe ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, request.deadline.milliseconds)))
        let connecting = min(request.deadline, request.connectDeadline ?? request.deadline)
        try check(unsafe ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, connecting.milliseconds)))
        if request.connectsOnly { try check(unsafe ccurl_set_long(handle, CURLOPT_CONNECT_ONLY, 1)) }
        switch request.method {
        case .get: try check(unsafe ccurl_set_long(handle, CURLOPT_HTTPGET, 1))
        case .post:
            try check(unsafe ccurl_set_long(handle, CURLOPT_POST, 1))
            try check(unsafe ccurl_set_body(handle, request.body, request.body.count))
        }
        try setHeaders(request)
    }

    private func setHeaders(_ request: HTTPRequest) throws(HTTPError) {
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if request.method == .post {
            // libcurl would wait for "100 Continue", and call any body a form.
            lines.append("Expect:")
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                lines.append("Content-Type:")
            }
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw HTTPError(.system, "libcurl has no memory for a header")
            }
            unsafe list = longer
        }
        let old = unsafe headerList
        unsafe headerList = list
        try check(unsafe ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, list))
        unsafe curl_slist_free_all(old)
    }

    /// The answer of a transfer that libcurl finished without an error.
    func takeResponse() throws(HTTPError) -> HTTPResponse {
        var status = 0
        try check(unsafe ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status))
        defer { body = [] }
        return HTTPResponse(
            status: status, body: body, contentType: text(CURLINFO_CONTENT_TYPE), location: text(CURLINFO_REDIRECT_URL),
            timing: timing)
    }

    /// How far the transfer came when.
    var timing: HTTPTiming {
        HTTPTiming(
            lookup: time(CURLINFO_NAMELOOKUP_TIME_T), connect: time(CURLINFO_CONNECT_TIME_T),
            handshake: time(CURLINFO_APPCONNECT_TIME_T), firstByte: time(CURLINFO_STARTTRANSFER_TIME_T),
            total: time(CURLINFO_TOTAL_TIME_T))
    }

    /// What the transfer is at.
    var stage: HTTPStage {
        let timing = timing
        if hasAnswer { return .body }
        // A kept connection has no stages of its own; what was sent over it waits for the answer.
        if timing.lookup == .zero { return .lookup }
        if timing.connect > .zero { return isSecure && timing.handshake == .zero ? .handshake : .answer }
        // libcurl counts the handshake as part of connecting; only the socket's own port tells that the connection stands.
        var port = 0
        let isConnected = unsafe ccurl_get_long(handle, CURLINFO_LOCAL_PORT, &port) == CURLE_OK && port > 0
        return isSecure && isConnected ? .handshake : .connect
    }

    /// Whether the head of an answer has begun to come.
    var hasAnswer: Bool { headerBytes > 0 }

    private func time(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        return unsafe ccurl_get_offset(handle, info, &microseconds) == CURLE_OK ? .microseconds(microseconds) : .zero
    }

    private func text(_ info: CURLINFO) -> String? {
        guard let found = unsafe ccurl_get_text(handle, info) else { return nil }
        return unsafe String(cString: found)
    }

    /// The system's error number of a failed connect; 0 when there is none.
    var systemError: Int {
        var number = 0
        return unsafe ccurl_get_long(handle, CURLINFO_OS_ERRNO, &number) == CURLE_OK ? number : 0
    }

    // MARK: - Callbacks: returning less than was given stops the transfer

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count <= bodyLimit - body.count else {
            abort = .bodyTooLarge
            return 0
        }
        unsafe body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receiveHeader(length: Int) -> Int {
        headerBytes += length
        guard headerBytes <= Self.maximumHeaderBytes else {
            abort = .headersTooLarge
            return 0
        }
        return length
    }

    private func check(_ code: CURLcode) throws(HTTPError) {
        guard code == CURLE_OK else {
            throw HTTPError(.system, "libcurl refused a setting: \(unsafe String(cString: curl_easy_strerror(code)))")
        }
    }
}

extension Duration {
    /// For messages.
    var inMilliseconds: Int { milliseconds }

    /// Whole milliseconds, rounded up; a very long duration is cut to about 24 days, libcurl's own limit.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(seconds, 2_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
