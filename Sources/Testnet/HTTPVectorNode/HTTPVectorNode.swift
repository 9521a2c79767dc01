import CanonicalJSON
public import GoldenVectors
public import HTTP
public import Reactor

/// Asks nodes by `POST /v1/vectors` (docs/chain.md).
public struct HTTPVectorNode: VectorNode {
    /// For all questions together. A node that takes longer is silent.
    public static let deadline = Duration.seconds(30)
    /// Bytes of one answer at most: two engines' names and hashes for the largest number of questions that fit a request.
    public static let maximumBody = 4 << 20

    private let client: HTTPClient

    /// - Throws: `HTTPError` when libcurl has no memory.
    public init(on reactor: Reactor) throws(HTTPError) {
        client = try HTTPClient(on: reactor)
    }

    public func answers(to questions: VectorQuestions, at url: String) async throws(VectorError) -> VectorAnswers {
        let response = try await send(questions, to: url)
        guard response.status == 200 else {
            let reason = (try? CanonicalJSON.decode(Refusal.self, from: response.body)).map { ": \($0.error)" } ?? ""
            throw VectorError(.nodeSilent, "/v1/vectors answers \(response.status)\(reason)")
        }
        guard let answers = try? CanonicalJSON.decode(VectorAnswers.self, from: response.body, limit: Self.maximumBody),
            !answers.engines.isEmpty
        else { throw VectorError(.nodeSilent, "/v1/vectors is not what a node says") }
        return answers
    }

    private func send(_ questions: VectorQuestions, to url: String) async throws(VectorError) -> HTTPResponse {
        do {
            return try await client.send(
                HTTPRequest(
                    .post, url + "/v1/vectors", headers: [.init("Content-Type", "application/json")],
                    body: try CanonicalJSON.encode(questions), deadline: Self.deadline, maximumBody: Self.maximumBody))
        } catch {
            throw VectorError(.nodeSilent, (error as? HTTPError)?.message ?? "\(error)")
        }
    }
}

private struct Refusal: Decodable {
    let error: String
}
