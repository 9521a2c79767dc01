internal import Glibc

/// One open file, owned: it is closed when the value goes out of scope. Always close-on-exec.
public struct FileDescriptor: ~Copyable, Sendable {
    /// How a file is opened.
    public enum Access: Sendable {
        /// For reading; the file must exist.
        case read
        /// For writing; the file is created, and must not exist yet (`O_EXCL`).
        case createNew(mode: UInt32)
        /// For reading and writing; created when missing, never truncated.
        case readWrite(mode: UInt32)
        /// For writing at the end; created when missing.
        case append(mode: UInt32)
        /// A directory, to list or to sync it.
        case directory

        fileprivate var flags: Int32 {
            switch self {
            case .read: O_RDONLY
            case .createNew: O_WRONLY | O_CREAT | O_EXCL
            case .readWrite: O_RDWR | O_CREAT
            case .append: O_WRONLY | O_CREAT | O_APPEND
            case .directory: O_RDONLY | O_DIRECTORY
            }
        }

        fileprivate var mode: UInt32 {
            switch self {
            case .createNew(let mode), .readWrite(let mode), .append(let mode): mode
            case .read, .directory: 0
            }
        }
    }

    /// The number the kernel knows it by; valid as long as this value lives.
    public let number: Int32
    /// The path it was opened with, for messages.
    public let path: String
    private let isOwned: Bool

    /// Opens `path`. A signal that interrupts is no error.
    public init(opening path: String, for access: Access) throws(FileError) {
        guard !path.utf8.contains(0) else { throw FileError("open", path, .illegalPath) }
        let flags = access.flags | O_CLOEXEC
        let opened = retryingInterrupts { unsafe open(path, flags, access.mode) }
        guard opened >= 0 else { throw FileError("open", path, .system(.last)) }
        self.init(number: opened, path: path, owned: true)
    }

    /// Opens a path whose bytes need not be text. Messages show it as text, with U+FFFD for what is none.
    public init(openingBytes path: [UInt8], for access: Access) throws(FileError) {
        let text = String(decoding: path, as: UTF8.self)
        guard !path.contains(0) else { throw FileError("open", text, .illegalPath) }
        let flags = access.flags | O_CLOEXEC
        let terminated = path.map { CChar(bitPattern: $0) } + [0]
        let opened = retryingInterrupts { unsafe open(terminated, flags, access.mode) }
        guard opened >= 0 else { throw FileError("open", text, .system(.last)) }
        self.init(number: opened, path: text, owned: true)
    }

    /// A descriptor that somebody else opened. It is closed at the end of scope only when `owned`.
    public init(number: Int32, path: String, owned: Bool) {
        self.number = number
        self.path = path
        isOwned = owned
    }

    deinit {
        if isOwned { _ = Glibc.close(number) }
    }

    /// Reads once, up to the buffer's length, into its start. Zero means the end of the file.
    public borrowing func read(into buffer: inout [UInt8]) throws(FileError) -> Int {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            retryingInterrupts { unsafe Glibc.read(number, bytes.baseAddress, bytes.count) }
        }
        guard count >= 0 else { throw FileError("read", path, .system(.last)) }
        return count
    }

    /// Reads up to `limit` bytes from `offset` on, wherever the current position is; empty at the end (pread(2)).
    public borrowing func read(at offset: Int, limit: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let content = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            let count = retryingInterrupts { unsafe pread(number, buffer.baseAddress, limit, offset) }
            if count < 0 { failure = FileError("read", path, .system(.last)) }
            filled = max(0, count)
        }
        if let failure { throw failure }
        return content
    }

    /// Reads from the current position to the end. More than `limit` bytes is an error.
    public borrowing func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit + 1, Self.chunkLength))
        while true {
            let count = try read(into: &chunk)
            if count == 0 { return content }
            content.append(contentsOf: chunk[..<count])
            guard content.count <= limit else { throw FileError("read", path, .tooLarge(limit: limit)) }
        }
    }

    /// Writes every byte, however many calls that takes. The descriptor must be a blocking one.
    public borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return retryingInterrupts { unsafe Glibc.write(number, rest.baseAddress, rest.count) }
            }
            guard count >= 0 else { throw FileError("write", path, .system(.last)) }
            written += count
        }
    }

    /// Waits until the kernel says that content and metadata are on the disk (fsync(2)).
    public borrowing func synchronize() throws(FileError) {
        let result = retryingInterrupts { fsync(number) }
        guard result == 0 else { throw FileError("fsync", path, .system(.last)) }
    }

    /// Sets the permission bits, whatever the umask.
    public borrowing func setMode(_ mode: UInt32) throws(FileError) {
        let result = retryingInterrupts { fchmod(number, mode) }
        guard result == 0 else { throw FileError("chmod", path, .system(.last)) }
    }

    /// Bytes asked for in one read.
    public static let chunkLength = 128 * 1024
}

/// Repeats a call as long as a signal interrupts it.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
