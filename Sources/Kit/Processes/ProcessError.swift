public import Files

/// Why a program did not run to its end.
public struct ProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The program is not there or may not be started.
        case cannotStart(SystemError)
        /// The argument list is empty, or an argument or variable holds a NUL byte.
        case illegalArgument
        /// The file for its output cannot be opened.
        case cannotOpenOutput(FileError)
        /// It ran longer than the deadline, and was killed with its process group.
        case timedOut(Duration)
        /// The task was cancelled, and the process was killed with its process group.
        case cancelled
        /// The source of its input failed, and the process was killed with its process group.
        case inputFailed(String)
    }

    /// The program's name as given.
    public let program: String
    /// What went wrong.
    public let code: Code

    init(_ program: String, _ code: Code) {
        self.program = program
        self.code = code
    }

    /// One line: the program and the reason.
    public var description: String {
        switch code {
        case .cannotStart(let error): "cannot start \(program): \(error)"
        case .illegalArgument: "cannot start \(program): no program, or a NUL byte in an argument"
        case .cannotOpenOutput(let error): "cannot start \(program): \(error)"
        case .timedOut(let limit): "\(program) did not end within \(limit) and was killed"
        case .cancelled: "\(program) was killed because its work was cancelled"
        case .inputFailed(let reason): "\(program) was killed because its input cannot be read: \(reason)"
        }
    }
}
