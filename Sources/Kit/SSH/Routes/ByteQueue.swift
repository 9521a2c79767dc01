/// Bytes on their way from one to another, first in first out, at most `limit` of them.
struct ByteQueue {
    let limit: Int
    private var bytes: [UInt8] = []
    private var start = 0

    init(limit: Int) { self.limit = limit }

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }
    var room: Int { limit - count }
    /// What waits, in order.
    var content: ArraySlice<UInt8> { bytes[start...] }

    /// Takes as much as there is room for; returns how many bytes.
    mutating func append(_ more: some Collection<UInt8>) -> Int {
        let taken = min(room, more.count)
        bytes += more.prefix(taken)
        return taken
    }

    mutating func removeFirst(_ number: Int) {
        start += number
        guard start < bytes.count else {
            bytes.removeAll(keepingCapacity: true)
            start = 0
            return
        }
        // What was taken is given back once it outweighs what is left.
        guard start > limit else { return }
        bytes.removeFirst(start)
        start = 0
    }
}
