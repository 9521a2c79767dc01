import Synchronization

/// The first of several answers, given to the one who waits; whatever comes later is dropped.
public final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case nobody
        case waiting(CheckedContinuation<Value, Never>)
        case early(Value)
        case done
    }

    private let state = Mutex(State.nobody)

    public init() {}

    /// Waits for the answer, which may have come already. To be called once.
    public func wait() async -> Value {
        await withCheckedContinuation { wait($0) }
    }

    /// Gives an answer; only the first one counts.
    public func give(_ value: Value) {
        let waiting = state.withLock { state in
            switch state {
            case .nobody: state = .early(value)
            case .waiting(let continuation):
                state = .done
                return continuation as CheckedContinuation<Value, Never>?
            case .early, .done: break
            }
            return nil
        }
        waiting?.resume(returning: value)
    }

    private func wait(_ continuation: CheckedContinuation<Value, Never>) {
        let early = state.withLock { state in
            guard case .early(let value) = state else {
                state = .waiting(continuation)
                return nil as Value?
            }
            state = .done
            return value
        }
        if let early { continuation.resume(returning: early) }
    }
}
