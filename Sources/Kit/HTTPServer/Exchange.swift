internal import CMicroHTTPD

/// What all requests of one server share: the handler and the limits. Lives as long as the daemon.
final class ServerContext: Sendable {
    let handler: HTTPServer.Handler
    let limits: HTTPServerLimits

    init(handler: @escaping HTTPServer.Handler, limits: HTTPServerLimits) {
        self.handler = handler
        self.limits = limits
    }
}

/// One request on its way in. The library calls for it once with the headers, once per piece of the body and once at
/// the end, always from the daemon's thread, and keeps it in the connection meanwhile.
final class Exchange {
    private let method: String
    private let path: String
    private var body: [UInt8] = []

    private init(method: String, path: String) {
        self.method = method
        self.path = path
    }

    /// The library's access handler: see `MHD_AccessHandlerCallback` in microhttpd.h.
    static let receive: MHD_AccessHandlerCallback = { closure, connection, url, method, _, upload, uploadSize, slot in
        guard let closure = unsafe closure, let connection = unsafe connection, let url = unsafe url,
            let method = unsafe method, let uploadSize = unsafe uploadSize, let slot = unsafe slot
        else { return .NO }
        let context = unsafe Unmanaged<ServerContext>.fromOpaque(closure).takeUnretainedValue()
        guard let known = unsafe slot.pointee else {
            let begun = unsafe Exchange(method: String(cString: method), path: String(cString: url))
            unsafe slot.pointee = Unmanaged.passRetained(begun).toOpaque()
            return unsafe begun.begin(connection, context)
        }
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
        let size = unsafe uploadSize.pointee
        guard size > 0, let upload = unsafe upload else { return unsafe exchange.answer(connection, context) }
        guard exchange.body.count + size <= context.limits.bodyBytes else { return .NO }
        unsafe upload.withMemoryRebound(to: UInt8.self, capacity: size) { bytes in
            unsafe exchange.body.append(contentsOf: UnsafeBufferPointer(start: bytes, count: size))
        }
        unsafe uploadSize.pointee = 0
        return .YES
    }

    /// The library's notice that a request is over, well or not: the exchange is given up.
    static let finish: MHD_RequestCompletedCallback = { _, _, slot, _ in
        guard let slot = unsafe slot, let known = unsafe slot.pointee else { return }
        unsafe Unmanaged<Exchange>.fromOpaque(known).release()
        unsafe slot.pointee = nil
    }

    /// Headers are in: refuse a body that announces itself as too long before a byte of it is read.
    private func begin(_ connection: OpaquePointer, _ context: ServerContext) -> MHD_Result {
        let announced = unsafe MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length")
        guard let announced = unsafe announced, let length = unsafe Int(String(cString: announced)),
            length > context.limits.bodyBytes
        else { return .YES }
        let refusal = HTTPServerResponse.text("body over \(context.limits.bodyBytes) bytes\n", status: 413)
        return unsafe Self.queue(refusal, on: connection)
    }

    private func answer(_ connection: OpaquePointer, _ context: ServerContext) -> MHD_Result {
        let request = unsafe HTTPServerRequest(
            method: method, path: path, query: Self.fields(connection, .GET_ARGUMENT_KIND),
            headers: Self.fields(connection, .HEADER_KIND), body: body)
        return unsafe Self.queue(context.handler(request), on: connection)
    }

    private static func queue(_ answer: HTTPServerResponse, on connection: OpaquePointer) -> MHD_Result {
        let made = unsafe answer.body.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let response = unsafe made else { return .NO }
        defer { unsafe MHD_destroy_response(response) }
        for header in answer.headers {
            guard unsafe MHD_add_response_header(response, header.name, header.value) == .YES else { return .NO }
        }
        return unsafe MHD_queue_response(connection, UInt32(answer.status), response)
    }

    private static func fields(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> [HTTPServerRequest.Field] {
        var fields: [HTTPServerRequest.Field] = []
        unsafe withUnsafeMutablePointer(to: &fields) { list in
            _ = unsafe MHD_get_connection_values(
                connection, kind,
                { closure, _, key, value in
                    guard let closure = unsafe closure, let key = unsafe key else { return .YES }
                    let list = unsafe closure.assumingMemoryBound(to: [HTTPServerRequest.Field].self)
                    let text = if let value = unsafe value { unsafe String(cString: value) } else { "" }
                    unsafe list.pointee.append((name: String(cString: key), value: text))
                    return .YES
                }, list)
        }
        return fields
    }
}
