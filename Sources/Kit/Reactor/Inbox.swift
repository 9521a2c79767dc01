import Synchronization

/// What other threads ask of the loop; the only state they share with it.
enum Request: Sendable {
    case run(UnownedJob)
    case begin(Wait)
    case cancel(UInt64)
    case wake(Int32)
    case cancelAll
    case stop
}

/// A thread-safe queue in front of the loop that tells the sender when the loop has to be woken.
///
/// It is bounded by what waits in the program: each entry is a runnable task, or one wait of a suspended task.
final class Inbox: Sendable {
    private struct State {
        var requests: [Request] = []
        var isWakePending = false
    }

    private let state = Mutex(State())

    /// Appends a request; true when the loop does not know yet and must be woken.
    func put(_ request: Request) -> Bool {
        state.withLock { state in
            state.requests.append(request)
            defer { state.isWakePending = true }
            return !state.isWakePending
        }
    }

    /// Takes everything; the next `put` will ask for a wake-up again.
    func takeAll() -> [Request] {
        state.withLock { state in
            state.isWakePending = false
            return exchange(&state.requests, with: [])
        }
    }
}

private func exchange<Value>(_ place: inout Value, with value: Value) -> Value {
    let old = place
    place = value
    return old
}
