internal import Synchronization

/// What is known of the configured peers, for everybody in the process.
final class Peers: Sendable {
    /// One peer, as of its last answer or failure to answer.
    struct View: Sendable {
        /// Nil when it answered the last time it was asked.
        var failure: String? = "not asked yet"
        /// The body of its last answer, so that an unchanged one need not be read again.
        var lastAnswer: [UInt8] = []
    }

    /// Base URLs in the order configured.
    let urls: [String]
    private let views: Mutex<[String: View]>

    init(urls: [String]) {
        self.urls = urls
        views = Mutex(Dictionary(uniqueKeysWithValues: urls.map { ($0, View()) }))
    }

    /// Peers that answered the last time they were asked.
    var connected: Int { views.withLock { $0.values.count { $0.failure == nil } } }

    /// One peer, as the interface shows it.
    struct Information: Encodable, Sendable {
        let url: String
        let connected: Bool
        /// Why its last question brought nothing; missing when it did.
        let failure: String?
    }

    /// Every configured peer, in order.
    var all: [Information] {
        let views = views.withLock { $0 }
        return urls.map { url in
            let failure = views[url]?.failure
            return Information(url: url, connected: failure == nil, failure: failure)
        }
    }

    /// The last failure of the first peer that has one.
    var someFailure: String? {
        let views = views.withLock { $0 }
        return urls.lazy.compactMap { url in views[url]?.failure.map { "\(url): \($0)" } }.first
    }

    func failed(_ url: String, _ reason: String) { views.withLock { $0[url]?.failure = reason } }

    /// Notes an answer; false when it is the same as the last one.
    func answered(_ url: String, _ body: [UInt8]) -> Bool {
        views.withLock { views in
            views[url]?.failure = nil
            guard views[url]?.lastAnswer != body else { return false }
            views[url]?.lastAnswer = body
            return true
        }
    }

    /// Makes the next answer count as a new one: what the last one offered could not be fetched.
    func forgetAnswer(_ url: String) { views.withLock { $0[url]?.lastAnswer = [] } }
}
