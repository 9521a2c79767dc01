internal import CLinux
internal import Files
internal import Glibc

/// Runs programs of this machine. Never through a shell: an argument is an argument.
public enum ProcessRunner {
    /// Runs a program to its end and hands over what it wrote.
    ///
    /// The program is looked up in `PATH`. It gets a process group of its own, default signals and no descriptor but
    /// the three standard ones. At its end, at the deadline, and when the task is cancelled, the whole group is killed:
    /// a run leaves nothing behind. An exit code other than 0 is a result, not an error.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments.
    ///   - input: what it reads on standard input; secrets belong here, never among the arguments.
    ///   - workingDirectory: where it starts; nil for ours.
    ///   - deadline: how long it may run.
    public static func run(
        _ arguments: [String],
        input: [UInt8],
        environment: ProcessEnvironment = .inherited,
        workingDirectory: String? = nil,
        limits: ProcessOutputLimits = .standard,
        deadline: Duration
    ) async throws(ProcessError) -> ProcessResult {
        try await run(
            arguments, input: .bytes(input), environment: environment, workingDirectory: workingDirectory,
            limits: limits, deadline: deadline)
    }

    /// The same with input that may come piece by piece.
    ///
    /// - Parameters:
    ///   - leftovers: what becomes of the processes that it leaves behind.
    ///   - terminal: whether it may ask the person at ours.
    ///   - hear: told of its output as well, as it comes.
    public static func run(
        _ arguments: [String],
        input: ProcessInput = .none,
        environment: ProcessEnvironment = .inherited,
        workingDirectory: String? = nil,
        limits: ProcessOutputLimits = .standard,
        deadline: Duration,
        leftovers: ProcessLeftovers = .killed,
        terminal: ProcessTerminal = .none,
        hear: ProcessListener? = nil
    ) async throws(ProcessError) -> ProcessResult {
        let request = ProcessRequest(
            arguments: arguments, input: input, environment: environment, workingDirectory: workingDirectory,
            limits: limits, deadline: deadline, leftovers: leftovers, hear: hear, terminal: terminal)
        let cancellation = FileDescriptor(
            number: eventfd(0, Int32(EFD_CLOEXEC)), path: "cancellation", owned: true)
        let number = cancellation.number
        guard number >= 0 else { throw ProcessError(request.program, .cannotStart(.last)) }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let refusal = BlockingThread.start {
                    continuation.resume(returning: perform(request, cancellation: number))
                }
                if let refusal {
                    continuation.resume(returning: .failure(ProcessError(request.program, .cannotStart(refusal))))
                }
            }
        } onCancel: {
            _ = eventfd_write(number, 1)
        }
        return try result.get()
    }

    /// Starts a program that outlives this one, in a session of its own, and returns its process id.
    ///
    /// It reads nothing; what it writes is appended to `outputPath`. As long as this process lives, it has to be asked
    /// with `ProcessIdentity.isRunning` once in a while: that collects it after its end.
    public static func spawnDetached(
        _ arguments: [String],
        environment: ProcessEnvironment = .inherited,
        workingDirectory: String? = nil,
        outputPath: String
    ) throws(ProcessError) -> Int32 {
        let log: FileDescriptor
        do {
            log = try FileDescriptor(opening: outputPath, for: .append(mode: 0o600))
        } catch {
            throw ProcessError(arguments.first ?? "", .cannotOpenOutput(error))
        }
        var spawner = Spawner()
        spawner.output = .copy(of: log.number)
        spawner.errorOutput = .copy(of: log.number)
        spawner.workingDirectory = workingDirectory
        spawner.startsSession = true
        return try spawner.spawn(arguments, environment)
    }

    private static func perform(
        _ request: ProcessRequest, cancellation: Int32
    ) -> Result<ProcessResult, ProcessError> {
        do throws(ProcessError) {
            var session = try ProcessSession(request, cancellation: cancellation)
            return .success(try session.run())
        } catch {
            return .failure(error)
        }
    }
}
