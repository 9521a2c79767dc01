/// A secret that is fetched when it is first needed, once, whoever asks and however many they are.
public actor KeptSecret {
    private let fetch: @Sendable () async throws(SecretError) -> Secret
    private var fetching: Task<Result<Secret, SecretError>, Never>?

    public init(_ source: SecretSource) {
        fetch = { () async throws(SecretError) in try await source.read() }
    }

    public init(_ fetch: @escaping @Sendable () async throws(SecretError) -> Secret) { self.fetch = fetch }

    public func value() async throws(SecretError) -> Secret {
        // Awaited by everybody who asks, the first of them in the next line.
        let task =
            fetching
            ?? Task { [fetch] in
                do throws(SecretError) { return .success(try await fetch()) } catch { return .failure(error) }
            }
        fetching = task
        return try await task.value.get()
    }
}
