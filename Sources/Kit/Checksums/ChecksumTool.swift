internal import Crypto
internal import Files

/// One line for one of the two streams, without its line feed.
///
/// A name may hold control characters that sha256sum(1) does not escape: who shows the line on a terminal escapes it.
public enum ChecksumOutput: Hashable, Sendable {
    /// For standard output.
    case output(String)
    /// For standard error.
    case error(String)
}

/// Computes and checks SHA-256 digests of files as `sha256sum` of coreutils 9 does, to the letter.
public struct ChecksumTool: Sendable {
    /// Longest checksum file that is read, in bytes.
    public static let longestListing = 64 << 20

    /// The name that error messages start with.
    let program: String
    private let workingDirectory: String
    private let standardInput: Int32

    /// - Parameters:
    ///   - program: the name that error messages start with.
    ///   - workingDirectory: where relative names start; empty for the process's own.
    ///   - standardInput: the descriptor that the name `-` stands for.
    public init(program: String = "sha256sum", workingDirectory: String = "", standardInput: Int32 = 0) {
        self.program = program
        self.workingDirectory = workingDirectory
        self.standardInput = standardInput
    }

    /// Prints the digest of each file, `-` for standard input, and returns the exit code: 1 when one could not be read.
    public func printDigests(of names: [String], _ emit: (ChecksumOutput) -> Void) -> Int32 {
        var code: Int32 = 0
        for name in names.isEmpty ? ["-"] : names {
            do throws(FileError) {
                emit(.output(ChecksumLine(digest: try digest(of: name), name: name).text))
            } catch {
                emit(.error(message(error, name)))
                code = 1
            }
        }
        return code
    }

    func digest(of name: String) throws(FileError) -> [UInt8] {
        let file = try open(name)
        return try SHA256.hash(contentOf: file)
    }

    func listing(_ name: String) throws(FileError) -> [UInt8] {
        let file = try open(name)
        return try file.readToEnd(limit: Self.longestListing)
    }

    func message(_ error: FileError, _ name: String) -> String {
        "\(program): \(ShellQuoting.quotedIfNeeded(name)): \(error.reason)"
    }

    private func open(_ name: String) throws(FileError) -> FileDescriptor {
        if name == "-" { return FileDescriptor(number: standardInput, path: "standard input", owned: false) }
        // Joined, an empty name would be the directory itself; alone it is no name, as for the kernel.
        guard !name.isEmpty else { return try FileDescriptor(opening: "", for: .read) }
        return try FileDescriptor(opening: FilePath.join(workingDirectory, name), for: .read)
    }
}
