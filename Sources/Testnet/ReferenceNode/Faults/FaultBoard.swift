internal import CanonicalJSON
internal import Files
internal import Glibc
internal import NodeFaults
internal import Synchronization

/// The faults that the lab has put on this node, read anew while it runs.
final class FaultBoard: Sendable {
    /// Things that happen to a part of the cases.
    enum Chance: Hashable, Sendable {
        case divergence, coreError, requestError
    }

    private struct State: Sendable {
        var faults = NodeFaults()
        /// Cases still owed, by kind: exact parts, without randomness.
        var owed: [Chance: Double] = [:]
        var leaked: [[UInt8]] = []
    }

    private let file: String?
    private let state = Mutex(State())

    /// Time between two looks at the file.
    static let pause = Duration.milliseconds(100)
    /// Mebibytes that a leak takes at most: it must not take the machine down.
    private static let largestLeak = 2048

    /// - Parameter file: nil outside labs.
    init(file: String?) {
        self.file = file
        refresh()
    }

    var isWatched: Bool { file != nil }

    var faults: NodeFaults { state.withLock { $0.faults } }

    /// Reads the file; one that is missing means no faults, one that is being written is read the next time.
    func refresh() {
        guard let file else { return }
        guard let bytes = try? File.read(file, limit: NodeFaults.longestFile) else {
            state.withLock { $0.faults = NodeFaults() }
            return
        }
        guard let faults = try? CanonicalJSON.decode(NodeFaults.self, from: bytes) else { return }
        state.withLock { $0.faults = faults }
    }

    /// True for the wanted part of the calls.
    func strikes(_ chance: Chance) -> Bool {
        state.withLock { state in
            let part =
                switch chance {
                case .divergence: state.faults.divergence
                case .coreError: state.faults.coreErrors
                case .requestError: state.faults.errorRate
                }
            guard let part, part > 0 else { return false }
            let owed = state.owed[chance, default: 0] + min(part, 1)
            state.owed[chance] = owed >= 1 ? owed - 1 : owed
            return owed >= 1
        }
    }

    /// Takes this moment's share of a leak, or gives everything back when there is none.
    func leak(after time: Duration) {
        state.withLock { state in
            guard let rate = state.faults.leak, rate > 0 else {
                state.leaked = []
                return
            }
            let size = Int(Double(min(rate, Self.largestLeak)) * 1_048_576 * (time / .seconds(1)))
            guard state.leaked.reduce(0, { $0 + $1.count }) + size <= Self.largestLeak << 20 else { return }
            state.leaked.append([UInt8](repeating: 1, count: size))
        }
    }

    /// Holds the calling thread up as a slow service does: requests wait for one another.
    func holdUp() {
        guard let milliseconds = faults.latency, milliseconds > 0 else { return }
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        _ = unsafe nanosleep(&time, nil)
    }
}
