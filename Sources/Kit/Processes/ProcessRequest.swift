internal import Glibc

/// The variables that a process sees.
public enum ProcessEnvironment: Hashable, Sendable {
    /// Those of this process.
    case inherited
    /// Those of this process, with these set or replaced.
    case inheritedWith([String: String])
    /// These alone.
    case only([String: String])
}

/// How much of a process's output is kept, in bytes.
public struct ProcessOutputLimits: Hashable, Sendable {
    /// Of standard output.
    public var output: Int
    /// Of standard error.
    public var errorOutput: Int

    /// Limits of your own.
    public init(output: Int, errorOutput: Int) {
        self.output = output
        self.errorOutput = errorOutput
    }

    /// 4 MiB of output, 64 KiB of errors.
    public static let standard = ProcessOutputLimits(output: 4 << 20, errorOutput: 64 << 10)
}

/// The streams that a process writes.
public enum ProcessStream: Hashable, Sendable {
    case output, errorOutput
}

/// Whether a process may turn to the person at this process's terminal.
public enum ProcessTerminal: Hashable, Sendable {
    /// It stands apart, in a process group of its own.
    case none
    /// It stays in our process group and has the terminal as standard input, so that it may ask, and Ctrl-C reaches it.
    /// When it is killed, what it has started itself is not. Without a terminal the same as `none`.
    case ours

    /// Whether this process has a terminal.
    public static var isThere: Bool {
        guard let terminal = open() else { return false }
        close(terminal)
        return true
    }

    /// A descriptor of the terminal, which the caller closes; nil when this process has none.
    static func open() -> Int32? {
        let number = unsafe Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        return number < 0 ? nil : number
    }
}

/// Told what a process writes as it comes, on a thread of its own; it must return soon.
public typealias ProcessListener = @Sendable (ArraySlice<UInt8>, ProcessStream) -> Void

/// A program to run once, with everything that it is given.
struct ProcessRequest: Sendable {
    let arguments: [String]
    let input: ProcessInput
    let environment: ProcessEnvironment
    let workingDirectory: String?
    let limits: ProcessOutputLimits
    let deadline: Duration
    let leftovers: ProcessLeftovers
    let hear: ProcessListener?
    var terminal = ProcessTerminal.none

    var program: String { arguments.first ?? "" }
}
