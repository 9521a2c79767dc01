import Synchronization

/// At most so many at a time; the others wait their turn, first come first served.
///
/// A waiter whose task is cancelled leaves the queue. Waiting has no deadline of its own: what holds a place must be
/// bounded itself.
public final class ConcurrencyLimit: Sendable {
    private struct State {
        var free: Int
        var lastTicket: UInt64 = 0
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: Mutex<State>

    /// - Parameter maximum: places; at least one.
    public init(_ maximum: Int) {
        state = Mutex(State(free: max(1, maximum)))
    }

    /// Takes a place, or waits for one. False when the task was cancelled before it got one; true obliges the caller to
    /// `release`.
    public func acquire() async -> Bool {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { enter(ticket, $0) }
        } onCancel: {
            leave(ticket)
        }
    }

    /// Gives the place to the next in line.
    public func release() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Bool, Never>?
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func enter(_ ticket: UInt64, _ continuation: CheckedContinuation<Bool, Never>) {
        let answer = state.withLock { state in
            // Checked inside the lock: a cancellation that came earlier found no entry to remove.
            if Task.isCancelled { return false as Bool? }
            guard state.free == 0 else {
                state.free -= 1
                return true
            }
            state.waiting.append((ticket, continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func leave(_ ticket: UInt64) {
        let left = state.withLock { state in
            state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
        }
        left?.resume(returning: false)
    }
}
