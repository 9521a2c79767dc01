internal import CCurl
internal import Glibc

extension HTTPError {
    /// What libcurl's result means to us; see libcurl-errors(3).
    init(_ result: CURLcode, of transfer: CurlTransfer, for request: HTTPRequest) {
        let place = request.displayName
        if let abort = transfer.abort {
            self.init(.tooLarge, "\(place): \(abort.explanation(limit: request.maximumBody))")
            return
        }
        guard result != CURLE_OPERATION_TIMEDOUT else {
            self.init(timedOut: transfer, for: request)
            return
        }
        let code = Self.code(of: result, systemError: Int32(transfer.systemError))
        guard code != .refused else {
            self.init(code, "\(place): connection refused, nobody listens there")
            return
        }
        let detail = transfer.errorMessage
        let reason = detail.isEmpty ? unsafe String(cString: curl_easy_strerror(result)) : detail
        self.init(code, "\(place): \(reason)")
    }

    /// The time for some stage, or for the whole, is up.
    init(timedOut transfer: CurlTransfer, for request: HTTPRequest) {
        let (stage, timing) = (transfer.stage, transfer.timing)
        self.init(
            .timedOut,
            "\(request.displayName): timed out after \(timing.total.inMilliseconds) ms while \(stage.rawValue)",
            stage: stage)
    }

    private static func code(of result: CURLcode, systemError: Int32) -> Code {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: .resolve
        case CURLE_COULDNT_CONNECT: systemError == ECONNREFUSED ? .refused : .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .lost
        // The scheme was checked before: what libcurl calls an unsupported protocol is an answer without an HTTP head.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            .malformedAnswer
        case CURLE_URL_MALFORMAT: .invalidRequest
        default: .system
        }
    }
}

extension CurlTransfer.Abort {
    fileprivate func explanation(limit: Int) -> String {
        switch self {
        case .bodyTooLarge: "the answer is longer than \(limit) bytes"
        case .headersTooLarge: "the answer's head is longer than \(CurlTransfer.maximumHeaderBytes) bytes"
        }
    }
}
