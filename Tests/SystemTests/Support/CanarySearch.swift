import Files
import Glibc
import Reactor
import Synchronization

/// Looks for a secret where none may be: in the arguments and the environment of every process, in temporary files, and in
/// the files of a project.
final class CanarySearch: Sendable {
    private let words: [[UInt8]]
    private let found = Mutex<Set<String>>([])
    /// Nanoseconds since 1970: files that were not written since are none of ours.
    private let start = Int64(time(nil)) * 1_000_000_000
    private let rounds = Atomic<Int>(0)
    private let sweeps = Atomic<Int>(0)

    /// The most bytes of one file that are searched.
    private static let largestFile = 64 << 20
    /// The most of a temporary file, which is looked at over and over.
    private static let largestTemporary = 1 << 20
    /// Folders within one another in which temporary files are looked for.
    private static let deepestTemporary = 4
    private static let temporaryFolders: Set<String> = {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
        return Set(["/tmp", "/var/tmp", named].compactMap { $0 }.filter { !$0.isEmpty })
    }()

    init(_ words: [String]) { self.words = words.map { Array($0.utf8) } }

    /// Searches the processes of this machine, and its folders for temporary files outside of `folder`, over and over while
    /// `body` runs; returns where the secret was seen.
    func watching(outside folder: String, _ body: () async throws -> Void) async throws -> Set<String> {
        let reactor = try Reactor(named: "canary")
        defer { reactor.shutdown() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.searchProcesses()
                    self.rounds.add(1, ordering: .relaxed)
                    await reactor.sleep(until: .now + .milliseconds(5))
                }
            }
            // By itself: there may be thousands of files, and a process is gone soon.
            group.addTask {
                while !Task.isCancelled {
                    for place in Self.temporaryFolders { self.searchTemporary(place, outside: folder, depth: 0) }
                    self.sweeps.add(1, ordering: .relaxed)
                    await reactor.sleep(until: .now + .milliseconds(100))
                }
            }
            try await body()
            group.cancelAll()
        }
        return found.withLock { $0 }
    }

    /// Where it has been seen so far.
    var places: Set<String> { found.withLock { $0 } }

    /// How often every process was looked at.
    var looks: Int { rounds.load(ordering: .relaxed) }
    /// How often all temporary files were looked at.
    var temporaryLooks: Int { sweeps.load(ordering: .relaxed) }

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
    }

    private func searchTemporary(_ place: String, outside folder: String, depth: Int) {
        guard place != folder, depth < Self.deepestTemporary else { return }
        for name in (try? Directory.list(place)) ?? [] {
            let path = FilePath.join(place, name)
            guard let file = try? File.metadataOfLink(path), file.modifiedNanoseconds >= start else { continue }
            switch file.kind {
            case .directory: searchTemporary(path, outside: folder, depth: depth + 1)
            case .regular where file.size <= Self.largestTemporary:
                guard let bytes = try? File.read(path, limit: Self.largestTemporary), isIn(bytes) else { continue }
                found.withLock { _ = $0.insert(path) }
            default: continue
            }
        }
    }
}
