/// A secret that is fetched when it is first needed, once, whoever asks and however many they are.
public actor KeptSecret {
    private let source: SecretSource
    private var fetching: Task<Result<Secret, SecretError>, Never>?

    public init(_ source: SecretSource) { self.source = source }

    public func value() async throws(SecretError) -> Secret {
        // Awaited by everybody who asks, the first of them in the next line.
        let task =
            fetching
            ?? Task { [source] in
                do throws(SecretError) { return .success(try await source.read()) } catch { return .failure(error) }
            }
        fetching = task
        return try await task.value.get()
    }
}
