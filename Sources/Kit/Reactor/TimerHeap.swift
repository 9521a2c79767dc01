/// The deadlines that lie ahead, soonest first: a binary heap of (deadline, id).
///
/// An entry whose id has been settled otherwise is not searched for; it is counted as stale and swept out when the
/// stale outnumber the living, so that the heap stays within twice what is really waited for.
struct TimerHeap {
    private struct Entry {
        var deadline: ContinuousClock.Instant
        var id: UInt64
    }

    /// Below this many stale entries a sweep is not worth its walk.
    private static let sweepThreshold = 64

    private var entries: [Entry] = []
    private var stale = 0

    /// Entries held, the stale included.
    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// The soonest deadline; a stale one may only make the reactor look too early, never too late.
    var next: ContinuousClock.Instant? { entries.first?.deadline }

    mutating func insert(_ id: UInt64, at deadline: ContinuousClock.Instant) {
        entries.append(Entry(deadline: deadline, id: id))
        siftUp(from: entries.count - 1)
    }

    /// Removes and returns the soonest id whose deadline is not after `now`.
    mutating func popExpired(now: ContinuousClock.Instant) -> UInt64? {
        guard let first = entries.first, first.deadline <= now else { return nil }
        removeFirst()
        return first.id
    }

    /// Tells the heap that one entry lost its meaning; sweeps when most have.
    mutating func noteStale(isLive: (UInt64) -> Bool) {
        stale += 1
        guard stale > Self.sweepThreshold, stale * 2 > entries.count else { return }
        stale = 0
        entries.removeAll { !isLive($0.id) }
        for index in stride(from: entries.count / 2, through: 0, by: -1) { siftDown(from: index) }
    }

    /// Tells the heap that an entry counted as stale has just been popped.
    mutating func notePoppedStale() { stale = max(0, stale - 1) }

    private mutating func removeFirst() {
        let last = entries.removeLast()
        guard !entries.isEmpty else { return }
        entries[0] = last
        siftDown(from: 0)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].deadline < entries[parent].deadline else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var soonest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].deadline < entries[soonest].deadline {
                soonest = child
            }
            guard soonest != parent else { return }
            entries.swapAt(parent, soonest)
            parent = soonest
        }
    }
}
