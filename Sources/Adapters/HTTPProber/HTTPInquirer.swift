public import FleetModel
public import HTTP
public import Reactor
public import RolloutEngine

/// Asks over HTTP, with libcurl.
public struct HTTPInquirer: Inquirer {
    private let client: HTTPClient

    /// - Throws: `HTTPError` when libcurl has no memory.
    public init(on reactor: Reactor, trusting trust: HTTPTrust = .system) throws(HTTPError) {
        client = try HTTPClient(on: reactor, trusting: trust)
    }

    public func ask(_ inquiry: Inquiry) async throws(InquiryFailure) -> InquiryAnswer {
        var headers = inquiry.accepted.map { [HTTPRequest.Header("Accept", $0)] } ?? []
        if inquiry.json != nil { headers.append(HTTPRequest.Header("Content-Type", "application/json")) }
        let request = HTTPRequest(
            inquiry.json == nil ? .get : .post, inquiry.url, headers: headers, body: inquiry.json ?? [],
            deadline: .milliseconds(inquiry.deadline.milliseconds), maximumBody: inquiry.maximumBody,
            redirects: inquiry.redirects.map { $0.isEmpty ? .sameHost : .to($0) } ?? .none)
        do throws(HTTPError) {
            let answer = try await client.send(request)
            return InquiryAnswer(
                status: answer.status, contentType: answer.contentType, location: answer.location, body: answer.body,
                timing: InquiryAnswer.Timing(answer.timing))
        } catch {
            throw InquiryFailure(error)
        }
    }

    public func connect(
        to host: String, port: UInt16, within limit: TimeSpan
    ) async throws(InquiryFailure) -> Int64 {
        let bracketed = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        do throws(HTTPError) {
            let timing = try await client.connect(
                to: "\(bracketed):\(port)", deadline: .milliseconds(limit.milliseconds))
            return timing.connect.microseconds
        } catch {
            throw InquiryFailure(error)
        }
    }
}

extension InquiryAnswer.Timing {
    fileprivate init(_ timing: HTTPTiming) {
        self.init(
            lookup: timing.lookup.microseconds, connect: timing.connect.microseconds,
            handshake: timing.handshake.microseconds, firstByte: timing.firstByte.microseconds,
            total: timing.total.microseconds)
    }
}

extension InquiryFailure {
    fileprivate init(_ error: HTTPError) {
        let code: Code =
            switch error.code {
            case .invalidRequest: .invalid
            case .resolve: .resolve
            case .refused: .refused
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .tls: .tls
            case .redirected: .redirected
            case .lost: .lost
            case .malformedAnswer: .malformed
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .system: .system
            }
        self.init(code, error.message)
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
