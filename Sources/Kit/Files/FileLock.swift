internal import Glibc

/// A lock on a file (flock(2)), held as long as this value lives and given back by the kernel if the process dies.
///
/// It excludes other processes and other holders in this process alike. Children do not inherit it.
public struct FileLock: ~Copyable, Sendable {
    let file: FileDescriptor

    /// The path that is locked.
    public var path: String { file.path }

    /// Takes the lock if nobody has it, or answers nil at once. The file is created when missing and never removed.
    public static func acquireIfFree(_ path: String, mode: UInt32 = 0o600) throws(FileError) -> FileLock? {
        let file = try FileDescriptor(opening: path, for: .readWrite(mode: mode))
        let result = retryingInterrupts { flock(file.number, LOCK_EX | LOCK_NB) }
        if result == 0 { return FileLock(file: file) }
        let error = SystemError.last
        guard error == .wouldBlock else { throw FileError("lock", path, .system(error)) }
        return nil
    }

    private init(file: consuming FileDescriptor) {
        self.file = file
    }

    /// Given back in so many words: closing would leave the lock with a child that another thread is just starting, which
    /// has every descriptor until it becomes its program.
    deinit { _ = flock(file.number, LOCK_UN) }
}
