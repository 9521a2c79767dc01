internal import Synchronization

/// How many requests were answered, by method, route and status. The values are ours, so their number is bounded.
final class RequestCounts: Sendable {
    struct Key: Hashable, Comparable, Sendable {
        let route: String
        let method: String
        let status: Int

        static func < (left: Key, right: Key) -> Bool {
            (left.route, left.method, left.status) < (right.route, right.method, right.status)
        }
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Methods told apart; a caller's invention counts as `other`.
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]

    func count(method: String, route: String, status: Int) {
        let key = Key(route: route, method: Self.methods.contains(method) ? method : "other", status: status)
        counts.withLock { $0[key, default: 0] += 1 }
    }

    var all: [(key: Key, count: Int)] {
        counts.withLock { $0.map { (key: $0.key, count: $0.value) } }.sorted { $0.key < $1.key }
    }
}
