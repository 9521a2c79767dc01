import Files
import Glibc
import Reactor
import Synchronization

/// Looks for a secret where none may be: in the arguments and the environment of every process, and in files.
final class CanarySearch: Sendable {
    private let words: [[UInt8]]
    private let found = Mutex<Set<String>>([])
    private let rounds = Atomic<Int>(0)

    /// The most bytes of one file that are searched.
    private static let largestFile = 64 << 20

    init(_ words: [String]) { self.words = words.map { Array($0.utf8) } }

    /// Searches the processes of this machine over and over while `body` runs; returns where the secret was seen.
    func watchingProcesses(_ body: () async throws -> Void) async throws -> Set<String> {
        let reactor = try Reactor(named: "canary")
        defer { reactor.shutdown() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.searchProcesses()
                    await reactor.sleep(until: .now + .milliseconds(5))
                }
            }
            try await body()
            group.cancelAll()
        }
        return found.withLock { $0 }
    }

    /// How often every process was looked at.
    var looks: Int { rounds.load(ordering: .relaxed) }

    func isIn(_ bytes: [UInt8]) -> Bool {
        words.contains { word in
            unsafe bytes.withUnsafeBytes { unsafe Self.holds($0, word) }
        }
    }

    /// Programs have megabytes: the C library looks for the first byte.
    private static func holds(_ bytes: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
        guard let base = bytes.baseAddress, let first = word.first, bytes.count >= word.count else {
            return false
        }
        var offset = 0
        while offset + word.count <= bytes.count {
            let rest = bytes.count - word.count - offset + 1
            guard let hit = unsafe memchr(base + offset, Int32(first), rest) else { return false }
            let place = UnsafeRawPointer(hit)
            if unsafe memcmp(place, word, word.count) == 0 { return true }
            offset = unsafe place - base + 1
        }
        return false
    }

    func isIn(_ text: String) -> Bool { isIn(Array(text.utf8)) }

    /// The files below a folder that hold it.
    func files(below folder: String) throws -> [String] {
        try Directory.list(folder).flatMap { entry -> [String] in
            let path = FilePath.join(folder, entry)
            guard let found = try? File.metadataOfLink(path) else { return [] }
            switch found.kind {
            case .directory: return try files(below: path)
            case .regular:
                let bytes = (try? File.read(path, limit: Self.largestFile)) ?? []
                return isIn(bytes) ? [path] : []
            default: return []
            }
        }
    }

    private func searchProcesses() {
        for process in ((try? Directory.list("/proc", limit: 100_000)) ?? []).filter({ Int32($0) != nil }) {
            for file in ["cmdline", "environ"] {
                let path = "/proc/\(process)/\(file)"
                guard let bytes = try? File.read(path, limit: 4 << 20), isIn(bytes) else { continue }
                found.withLock { _ = $0.insert(path) }
            }
        }
        rounds.add(1, ordering: .relaxed)
    }
}
