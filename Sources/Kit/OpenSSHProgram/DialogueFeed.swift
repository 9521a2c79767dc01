import SSH
import Synchronization

/// Lets a dialogue decide when the `ssh` program gets what to write: a piece is asked for, and comes when the dialogue has
/// heard enough.
final class DialogueFeed: Sendable {
    private struct State {
        /// Bytes that the dialogue has said itself; they do not count as input.
        var said = 0
        var isTalking = true
        var isOver = false
        var waiting: CheckedContinuation<Void, Never>?
        /// How often something was heard.
        var hearings = 0
    }

    private let dialogue: any SSHDialogue
    private let input: SSHInput
    private let state = Mutex(State())

    init(_ dialogue: any SSHDialogue, before input: SSHInput) {
        self.dialogue = dialogue
        self.input = input
    }

    func heard(_ bytes: ArraySlice<UInt8>, on stream: SSHStream) {
        resume { state in
            guard !state.isOver else { return }
            dialogue.heard(bytes, on: stream)
            state.hearings += 1
        }
    }

    /// The program has ended: whoever waits for a piece gets the end.
    func finish() { resume { $0.isOver = true } }

    /// The next piece of what the program reads.
    ///
    /// - Parameter offset: how much it has read so far.
    func piece(at offset: Int) async throws -> ArraySlice<UInt8> {
        while true {
            let (turn, said, hearings) = state.withLock { state in
                if state.isOver { return (SSHDialogueTurn.end, state.said, state.hearings) }
                guard state.isTalking else { return (.input, state.said, state.hearings) }
                let turn = dialogue.next()
                if case .say(let bytes) = turn { state.said += bytes.count }
                if case .input = turn { state.isTalking = false }
                return (turn, state.said, state.hearings)
            }
            switch turn {
            case .say(let bytes): return bytes[...]
            case .end: return []
            case .input: return try await input.piece(at: offset - said)
            case .listen: await nextHearing(after: hearings)
            }
        }
    }

    private func nextHearing(after count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.hearings == count, !state.isOver else { return true }
                state.waiting = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func resume(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
