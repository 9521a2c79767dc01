import ELF
import Files
import Processes

/// Looks at a shared library without running it: what `nm -D` shows of its functions, and `ldd` of what it needs.
struct LibraryLook {
    /// What every build of the chain's core offers (coinjecture.h).
    static let functions = [
        "coinjecture_compute_header_hash", "coinjecture_compute_merkle_root", "coinjecture_sha256_hash",
        "coinjecture_verify_subset_sum",
    ]
    /// Libraries looked at, those that are needed by others included.
    private static let maximumLibraries = 500
    private static let standardFolders = [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ]

    let path: String
    /// As it was typed.
    let name: String

    /// - Throws: when a function is missing, or a library that it needs is on no path of this machine.
    func require() async throws(CommandFailure) {
        let library = try read(path)
        let missing = Self.functions.filter { !library.exported.contains($0) }
        guard missing.isEmpty else {
            throw CommandFailure(
                .failed, "\(name) does not export what the chain's core has to",
                facts: missing.map { "missing   \($0)" }
                    + ["exports   \(library.exported.prefix(8).joined(separator: " "))"], next: "nm -D \(name)")
        }
        let unresolved = await unresolved(library)
        guard unresolved.isEmpty else {
            throw CommandFailure(
                .failed, "\(name) needs libraries that are not on this machine",
                facts: unresolved.map { "\($0.library) => not found (needed by \($0.by))" }, next: "ldd \(name)")
        }
    }

    private func read(_ path: String) throws(CommandFailure) -> SharedLibrary {
        let bytes = try CommandFailure.ofFiles { () throws(FileError) in
            try File.read(path, limit: SharedLibrary.largest)
        }
        do throws(ELFError) { return try SharedLibrary(bytes) } catch {
            throw CommandFailure(.failed, "\(name): \(error)", next: "file \(name)")
        }
    }

    /// Every library that is needed, by it or by one that it needs, and found nowhere.
    private func unresolved(_ library: SharedLibrary) async -> [(library: String, by: String)] {
        let cache = await Self.cache()
        var missing: [(library: String, by: String)] = []
        var known: Set<String> = []
        var waiting = [(library: library, path: path)]
        while let next = waiting.popLast(), known.count < Self.maximumLibraries {
            for needed in next.library.needed where known.insert(needed).inserted {
                guard let found = Self.find(needed, for: next.library, at: next.path, cache) else {
                    missing.append((needed, FilePath.name(of: next.path)))
                    continue
                }
                guard let bytes = try? File.read(found, limit: SharedLibrary.largest),
                    let inner = try? SharedLibrary(bytes)
                else { continue }
                waiting.append((inner, found))
            }
        }
        return missing
    }

    private static func find(
        _ needed: String, for library: SharedLibrary, at path: String, _ cache: [String: String]
    ) -> String? {
        if needed.contains("/") { return File.exists(needed) ? needed : nil }
        let origin = FilePath.parent(of: path)
        let own = library.searchPath.map {
            $0.replacing("${ORIGIN}", with: origin).replacing("$ORIGIN", with: origin)
        }
        let folders =
            own.map { FilePath.join($0, needed) } + [cache[needed] ?? ""]
            + standardFolders.map { FilePath.join($0, needed) }
        return folders.first { !$0.isEmpty && File.exists($0) }
    }

    /// What the loader's cache knows, by name: `ldconfig -p`.
    private static func cache() async -> [String: String] {
        let words = ["/sbin/ldconfig", "-p"]
        guard let result = try? await ProcessRunner.run(words, deadline: .seconds(10)) else { return [:] }
        var paths: [String: String] = [:]
        for line in result.outputText.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard let name = parts.first, let arrow = parts.firstIndex(of: "=>"), arrow + 1 < parts.count else {
                continue
            }
            let trimmed = name.drop { $0 == "\t" }
            if paths[String(trimmed)] == nil { paths[String(trimmed)] = String(parts[arrow + 1]) }
        }
        return paths
    }
}
