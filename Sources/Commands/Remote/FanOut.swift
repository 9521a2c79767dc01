import FleetModel
import RolloutEngine

/// Does something on many hosts, so many at a time, until all are done or the operator asks to stop.
struct FanOut {
    /// Between two looks at whether the operator asked to stop.
    private static let look = TimeSpan.milliseconds(100)

    /// Hosts at the same time.
    let places: Int
    let environment: any Environment
    let interruptions: any Interruptions

    enum Happening {
        case begins(Host)
        case ends(Host)
        /// What runs is being ended; nothing else is begun.
        case interrupted
    }

    private enum Event<Value: Sendable>: Sendable {
        case ended(Host, Value)
        case looked
    }

    /// The outcome of each host that was begun.
    ///
    /// - Parameter watch: told of everything, in order, from one place.
    func run<Value: Sendable>(
        _ hosts: [Host], _ body: @escaping @Sendable (Host) async -> Value,
        watch: (Happening, Value?) -> Void
    ) async -> [HostID: Value] {
        await withTaskGroup(of: Event<Value>.self) { group in
            var results: [HostID: Value] = [:]
            var waiting = hosts[...]
            var running = 0
            var isInterrupted = false
            func begin() {
                while running < places, !isInterrupted, let host = waiting.popFirst() {
                    watch(.begins(host), nil)
                    running += 1
                    group.addTask { .ended(host, await body(host)) }
                }
            }
            func addLook() {
                group.addTask {
                    await environment.sleep(for: Self.look)
                    return .looked
                }
            }
            begin()
            addLook()
            while running > 0, let event = await group.next() {
                switch event {
                case .ended(let host, let value):
                    running -= 1
                    results[host.id] = value
                    watch(.ends(host), value)
                    begin()
                case .looked where isInterrupted: break
                case .looked where interruptions.count > 0:
                    isInterrupted = true
                    watch(.interrupted, nil)
                    group.cancelAll()
                case .looked: addLook()
                }
            }
            group.cancelAll()
            return results
        }
    }
}
