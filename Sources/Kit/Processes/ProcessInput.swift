/// What a program reads on standard input; it always ends, with end of file.
public enum ProcessInput: Sendable {
    case bytes([UInt8])
    /// Asked for the bytes from an offset on, some of them; empty at the end. It must not wait for the program's output.
    case source(@Sendable (_ offset: Int) async throws -> ArraySlice<UInt8>)

    /// End of file at once.
    public static let none = ProcessInput.bytes([])
}

/// What becomes of processes that a program leaves behind in its process group when it ends by itself.
///
/// At the deadline and when the task is cancelled, the whole group is killed in either case.
public enum ProcessLeftovers: Sendable {
    case killed
    /// They live on: the program went into the background on purpose.
    case kept
}
