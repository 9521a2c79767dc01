import Files
import Glibc
import Testing

/// Runs a parser on texts that were changed at random.
enum Fuzzing {
    private static let fixtures = FilePath.join(
        FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath))), "Fixtures")
    /// Longer than any of these texts takes on a busy machine, much shorter than one that costs exponentially.
    private static let patience = Duration.seconds(5)

    /// For each parser; `script/test --long` gives each ten minutes.
    private static let budget: Duration = unsafe getenv("CJCTL_TEST_LONG") != nil ? .seconds(600) : .seconds(6)
    private static let fewest = 100
    private static let seed: UInt64 = {
        let named = unsafe getenv("CJCTL_FUZZ_SEED").map { unsafe String(cString: $0) }
        return named.flatMap(UInt64.init) ?? 20_261_120
    }()

    /// Texts of a folder under the fixtures and of all that is in it, by the ends of their names.
    static func texts(_ folder: String, _ endings: [String]) -> [[UInt8]] {
        let path = FilePath.join(fixtures, folder)
        return ((try? Directory.list(path)) ?? []).flatMap { name -> [[UInt8]] in
            let inner = FilePath.join(path, name)
            if (try? File.metadata(inner).kind) == .directory { return texts(FilePath.join(folder, name), endings) }
            guard endings.contains(where: { name.hasSuffix($0) }) else { return [] }
            return (try? File.read(inner, limit: 1 << 20)).map { [Array($0.prefix(4000))] } ?? []
        }
    }

    static func bytes(_ lines: String...) -> [[UInt8]] { lines.map { Array($0.utf8) } }

    /// The lines of a file under the fixtures, each a text.
    static func lines(_ file: String) throws -> [[UInt8]] {
        let bytes = try File.read(FilePath.join(fixtures, file), limit: 1 << 20)
        return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    /// Calls `body` with each text as it is, then with changed ones until the time is up and some have been tried at all.
    static func run(_ texts: [[UInt8]], _ words: [String], _ body: ([UInt8]) -> Void) {
        #expect(!texts.isEmpty)
        for text in texts { body(text) }
        var mutation = Mutation(seed: seed, of: texts, words: words)
        let clock = ContinuousClock()
        let end = clock.now + budget
        var count = 0
        while clock.now < end || count < fewest {
            let text = mutation.next()
            let took = clock.measure { body(text) }
            count += 1
            if took > patience {
                Issue.record("seed \(seed), text \(count) took \(took): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }
}
