import FleetModel
import RolloutPlanning

/// What is going to happen in a simulated world.
enum Happening {
    case tick
    case look(HostID)
    case acquire(HostID, by: SimulatedHost.Actor, known: [Nonce], floor: UInt64)
    /// `isLate` for one that everybody has given up on.
    case act(StepOrder, by: SimulatedHost.Actor, isGoingBack: Bool, isLate: Bool)
    case settle(StepOrder, by: SimulatedHost.Actor)
    case renew(HostID, by: SimulatedHost.Actor, token: UInt64)
    /// The host looks whether what this stop armed is due.
    case undo(HostID, armedBy: Nonce)
    /// The controller is told what a look gave.
    case hear(HostID, HealthReading)
    case boot(HostID)
    case damage(HostID)
    case mending(HostID)
    case theft(HostID)
    case theftEnds(HostID)
    case crash
    /// A person takes the run up again.
    case takeUp
}

/// Happenings in order of time, and among equals in order of their coming: a binary heap.
struct EventQueue {
    struct Item {
        let at: Int64
        let sequence: Int
        /// The controller process which this belongs to; zero for the world's own.
        let epoch: Int
        let happening: Happening

        func comes(before other: Item) -> Bool { (at, sequence) < (other.at, other.sequence) }
    }

    private var heap: [Item] = []
    private var count = 0

    mutating func add(_ happening: Happening, at: Int64, epoch: Int = 0) {
        count += 1
        heap.append(Item(at: at, sequence: count, epoch: epoch, happening: happening))
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> Item? {
        guard let first = heap.first else { return nil }
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].comes(before: heap[least]) { least = child }
            if least == parent { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    /// Steps that are on their way to hosts, in order of time.
    var actsUnderWay: [Item] {
        heap.filter { if case .act = $0.happening { true } else { false } }.sorted { $0.comes(before: $1) }
    }

    /// Drops what `isGone` names.
    mutating func drop(where isGone: (Item) -> Bool) {
        let left = heap.filter { !isGone($0) }
        heap = []
        for item in left.sorted(by: { $0.comes(before: $1) }) { heap.append(item) }
    }
}
