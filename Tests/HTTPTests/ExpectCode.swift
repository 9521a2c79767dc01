import HTTP
import Testing

/// Expects `body` to throw an `HTTPError` of this code.
@discardableResult
func expect<Value>(
    _ code: HTTPError.Code, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async -> HTTPError? {
    await #expect(throws: HTTPError.self, sourceLocation: location) { _ = try await body() }
        .flatMap { error in
            #expect(error.code == code, sourceLocation: location)
            return error
        }
}
