internal import Crypto
internal import Files
internal import Processes
public import Synchronization

/// Something for one of the two streams.
///
/// A name may hold control characters that sha256sum(1) does not escape: who shows it on a terminal escapes it.
public enum ChecksumOutput: Hashable, Sendable {
    /// Bytes for standard output, the end of the line among them.
    case output([UInt8])
    /// A line for standard error, without its end.
    case error(String)
}

/// How far the digests of a run have come; read by whoever shows it.
public final class ChecksumProgress: Sendable {
    /// Bytes that have been read.
    public let bytesRead = Atomic<Int>(0)

    public init() {}
}

/// Computes and checks SHA-256 digests of files as `sha256sum` of coreutils 9 does, to the letter, several files at a time.
public struct ChecksumTool: Sendable {
    /// Longest checksum file that is read, in bytes.
    public static let longestListing = 64 << 20
    /// Bytes read at once. Long enough that the calls do not count, short enough for a processor's second cache.
    static let chunkLength = 256 << 10
    /// The most files that are read at a time.
    public static let mostAtATime = 64

    /// The name that error messages start with.
    let program: String
    private let workingDirectory: String
    private let standardInput: Int32
    private let atATime: Int
    private let progress: ChecksumProgress?

    /// - Parameters:
    ///   - program: the name that error messages start with.
    ///   - workingDirectory: where relative names start; empty for the process's own.
    ///   - standardInput: the descriptor that the name `-` stands for.
    ///   - atATime: how many files are read at a time.
    public init(
        program: String = "sha256sum", workingDirectory: String = "", standardInput: Int32 = 0, atATime: Int = 1,
        progress: ChecksumProgress? = nil
    ) {
        self.program = program
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
        self.atATime = min(max(atATime, 1), Self.mostAtATime)
        self.progress = progress
    }

    /// Prints the digest of each file, `-` for standard input, and returns the exit code: 1 when one could not be read.
    public func printDigests(
        of names: [[UInt8]], form: ChecksumForm = ChecksumForm(), _ emit: (ChecksumOutput) -> Void
    ) async -> Int32 {
        var code: Int32 = 0
        let wanted = names.isEmpty ? [Self.dash] : names
        await digests(of: wanted) { index, digest in
            do throws(FileError) {
                emit(.output(ChecksumLine(digest: try digest.get(), name: wanted[index]).bytes(form)))
            } catch {
                emit(.error(message(error, wanted[index])))
                code = 1
            }
        }
        return code
    }

    static let dash = [UInt8(ascii: "-")]

    /// The digest of each file, told in the order of names as soon as those before are known.
    func digests(of names: [[UInt8]], _ tell: (Int, Result<[UInt8], FileError>) -> Void) async {
        // What one name takes from standard input is not there for the next.
        let limit = names.contains(Self.dash) ? 1 : atATime
        await withTaskGroup(of: (Int, Result<[UInt8], FileError>).self) { group in
            var (begun, told) = (0, 0)
            var waiting: [Int: Result<[UInt8], FileError>] = [:]
            while told < names.count {
                // What is known but not told is held back as well, so that one long file does not pile up the others.
                while begun < names.count, begun - told < limit {
                    let (index, name) = (begun, names[begun])
                    group.addTask { (index, await digest(of: name)) }
                    begun += 1
                }
                guard let (index, digest) = await group.next() else { return }
                waiting[index] = digest
                while let next = waiting.removeValue(forKey: told) {
                    tell(told, next)
                    told += 1
                }
            }
        }
    }

    /// Reading blocks, so it has a thread of its own.
    private func digest(of name: [UInt8]) async -> Result<[UInt8], FileError> {
        await BlockingThread.value { () -> Result<[UInt8], FileError> in
            do throws(FileError) {
                let file = try open(name)
                var digest = SHA256()
                var chunk = [UInt8](repeating: 0, count: Self.chunkLength)
                while true {
                    let count = try file.read(into: &chunk)
                    if count == 0 { return .success(digest.finalize()) }
                    digest.update(chunk[..<count])
                    progress?.bytesRead.add(count, ordering: .relaxed)
                }
            } catch {
                return .failure(error)
            }
        }
    }

    func listing(_ name: [UInt8]) throws(FileError) -> [UInt8] {
        let file = try open(name)
        return try file.readToEnd(limit: Self.longestListing)
    }

    func message(_ error: FileError, _ name: [UInt8]) -> String {
        "\(program): \(ShellQuoting.quotedIfNeeded(name)): \(error.reason)"
    }

    private func open(_ name: [UInt8]) throws(FileError) -> FileDescriptor {
        if name == Self.dash { return FileDescriptor(number: standardInput, path: "standard input", owned: false) }
        // Joined, an empty name would be the directory itself; alone it is no name, as for the kernel.
        let isAlone = name.isEmpty || name.first == UInt8(ascii: "/") || workingDirectory.isEmpty
        let path = isAlone ? name : Array(workingDirectory.utf8) + [UInt8(ascii: "/")] + name
        return try FileDescriptor(openingBytes: path, for: .read)
    }
}
