import Synchronization

/// Brings a command's input from its source to the session that sends it.
///
/// The session asks for a piece, goes on with what the command writes, and is woken when the piece has come. So a source that
/// takes its time holds nothing up, and one that never answers costs the command its deadline and no more.
final class InputFeed: Sendable {
    private struct State {
        var answer: Result<ArraySlice<UInt8>, any Error>?
        var isAsking = false
    }

    private let input: SSHInput
    private let state = Mutex(State())

    init(_ input: SSHInput) { self.input = input }

    /// The bytes from an offset on, some of them, and none at the end; nil when they have not come yet.
    ///
    /// - Parameter wake: called once after nil was the answer, from anywhere: it is time to ask again.
    /// - Throws: what the source has thrown.
    func piece(at offset: Int, wake: @escaping @Sendable () -> Void) throws -> ArraySlice<UInt8>? {
        if case .bytes(let bytes) = input.content { return bytes[min(offset, bytes.count)...] }
        let (answer, isNew) = state.withLock { state in
            defer { state = State(answer: nil, isAsking: state.answer == nil) }
            return (state.answer, !state.isAsking)
        }
        // It ends with its one piece, and holds this feed as long as it needs it; nobody waits for it.
        if answer == nil, isNew { Task { await ask(from: offset, wake) } }
        return try answer?.get()
    }

    private func ask(from offset: Int, _ wake: @Sendable () -> Void) async {
        let answer: Result<ArraySlice<UInt8>, any Error>
        do { answer = .success(try await input.piece(at: offset)) } catch { answer = .failure(error) }
        state.withLock { $0.answer = answer }
        wake()
    }
}
