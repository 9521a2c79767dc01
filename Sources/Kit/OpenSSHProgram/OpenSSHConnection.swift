import Files
import Processes
public import SSH

/// One master process of `ssh`, and the commands that are run through it.
///
/// Answers as our own client does, with two exceptions that lie in `ssh`: the name of the signal that ended a command is
/// not known (`unknownSignal`), and after a deadline the connection stays open, for only the command's client is ended.
public actor OpenSSHConnection: SSHConnection {
    /// Stands for a signal's name: `ssh` does not tell.
    public static let unknownSignal = "UNKNOWN"
    /// Most that is read of a log, in bytes.
    private static let logLimit = 1 << 20
    /// How long a person may take for the answers to one master's questions.
    private static let answerLimit = Duration.seconds(300)
    /// How long it may take to ask a master whether it is still there.
    private static let checkLimit = Duration.seconds(5)

    public nonisolated let target: OpenSSHTarget
    private let program: OpenSSHProgram
    private let socket: String
    private var isClosed = false

    private init(_ target: OpenSSHTarget, _ program: OpenSSHProgram, socket: String) {
        self.target = target
        self.program = program
        self.socket = socket
    }

    /// Starts a master: it connects, verifies the host's key and authenticates, as the user's ssh_config and `target` say.
    ///
    /// It asks nobody anything (BatchMode), unless the target says so.
    ///
    /// - Parameter deadlines: those of all stages are added up, for `ssh` does not tell where one ends.
    public static func open(
        _ target: OpenSSHTarget, deadlines: SSHDeadlines = .standard, with program: OpenSSHProgram
    ) async throws(SSHError) -> OpenSSHConnection {
        if let fault = target.fault { throw SSHError(.resolve, .resolve, target.displayName, fault) }
        let socket = program.freshPath("m")
        let made = try await program.whenItsTurn { () async throws(SSHError) -> OpenSSHConnection in
            try await startMaster(target, deadlines, program, socket)
            return OpenSSHConnection(target, program, socket: socket)
        }
        guard let made else { throw SSHError(.cancelled, .connect, target.displayName, "cancelled") }
        return made
    }

    private static func startMaster(
        _ target: OpenSSHTarget, _ deadlines: SSHDeadlines, _ program: OpenSSHProgram, _ socket: String
    ) async throws(SSHError) {
        let stages = deadlines.resolve + deadlines.connect + deadlines.handshake + deadlines.authenticate
        let limit = target.asksAtTerminal ? stages + answerLimit : stages
        let logs = target.bastions.map { _ in program.freshPath("b") }
        // The proxies hold them open for as long as they live.
        defer { for log in logs { try? File.remove(log) } }
        let connectSeconds = max(1, (deadlines.connect + deadlines.handshake).components.seconds)
        let arguments =
            [program.path, "-M", "-S", socket, "-N", "-T"]
            + [
                "ControlPersist=\(OpenSSHProgram.idleSeconds)", "BatchMode=\(target.asksAtTerminal ? "no" : "yes")",
                "LogLevel=INFO", "KexAlgorithms=^curve25519-sha256", "ConnectTimeout=\(connectSeconds)",
                "ClearAllForwardings=yes",
                "PermitLocalCommand=no",
            ].flatMap { ["-o", $0] } + target.arguments(for: program.path, logs: logs)
            + ["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3", "--", target.destination]
        let host = target.displayName
        let result: ProcessResult
        do throws(ProcessError) {
            // A proxy's process stays in the group that ssh leaves when it goes into the background.
            result = try await ProcessRunner.run(
                arguments, environment: OpenSSHProgram.environment, deadline: limit, leftovers: .kept,
                terminal: target.asksAtTerminal ? .ours : .none)
        } catch {
            switch error.code {
            case .timedOut: throw SSHError(.timedOut, .connect, host, "ssh did not log in within \(limit)")
            case .cancelled: throw SSHError(.cancelled, .connect, host, "cancelled")
            default: throw SSHError(.system, .connect, host, "\(error)")
            }
        }
        guard result.status.isSuccess else {
            let bastions = zip(target.bastions, logs).map { ($0.displayName, Self.readText($1)) }
            throw MasterFailure.error(result.errorText, host: host, bastions: bastions)
        }
        program.noteMaster(at: socket)
    }

    public var isOpen: Bool { !isClosed && File.exists(socket) }

    public func close() async {
        isClosed = true
        await program.endMaster(at: socket)
    }

    // MARK: - Commands

    public func execute(
        _ command: String, input: SSHInput = .none, limits: OutputLimits = .standard, deadline: Duration
    ) async throws(SSHError) -> SSHReply {
        guard !command.utf8.contains(0), command.utf8.count <= SSHSession.maximumCommandLength else {
            let reason = "a command holds no NUL byte and at most \(SSHSession.maximumCommandLength) bytes"
            throw failure(.invalidCommand, .open, reason)
        }
        guard isOpen else { throw failure(.closed, .open, "ssh's master process is gone") }
        guard !input.isOnTerminal else {
            throw failure(.requestRefused, .open, "this client gives a command no terminal")
        }
        let log = program.freshPath("c")
        defer { try? File.remove(log) }
        let forwarding = target.forwardsAgent ? ["-A"] : ["-a"]
        let arguments =
            program.clientArguments(socket) + forwarding
            + ["-vv", "-E", log, "--", OpenSSHProgram.clientName, command]
        let feed = input.dialogue.map { DialogueFeed($0, before: input) }
        defer { feed?.finish() }
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(
                arguments, input: Self.processInput(input, feed), environment: OpenSSHProgram.environment,
                limits: ProcessOutputLimits(output: limits.output, errorOutput: limits.errorOutput),
                deadline: deadline
            ) { bytes, stream in feed?.heard(bytes, on: stream == .output ? .output : .errorOutput) }
        } catch {
            throw ended(early: error)
        }
        let status = try await status(result.status, Self.readLog(log))
        return SSHReply(
            status: status, output: result.output, errorOutput: result.errorOutput, isTruncated: result.isTruncated)
    }

    private static func processInput(_ input: SSHInput, _ feed: DialogueFeed?) -> ProcessInput {
        if let feed { return .source { offset in try await feed.piece(at: offset) } }
        return input.isEmpty ? .none : .source { offset in try await input.piece(at: offset) }
    }

    private static func readLog(_ path: String) -> ClientLog {
        ClientLog((try? File.read(path, limit: logLimit)) ?? [])
    }

    private static func readText(_ path: String) -> String {
        String(decoding: (try? File.read(path, limit: logLimit)) ?? [], as: UTF8.self)
    }

    /// How the command ended, by what the client said of it.
    private func status(_ ending: ProcessStatus, _ log: ClientLog) async throws(SSHError) -> SSHReply.Status {
        if let code = log.exitCode { return .exited(code) }
        guard log.reachedMaster else { throw failure(.closed, .open, "ssh's master process is gone") }
        if log.wasRefused {
            throw failure(.requestRefused, .open, "the server opens no further channel (sshd's MaxSessions)")
        }
        if log.endedWithoutCode, await isMasterThere() { return .signalled(Self.unknownSignal) }
        throw failure(.lostAfterRequest, .run, "ssh lost the connection (\(ending))")
    }

    /// The client was ended by us, or could not be started.
    private func ended(early error: ProcessError) -> SSHError {
        switch error.code {
        case .timedOut: failure(.timedOutAfterRequest, .run, "no end in time")
        case .cancelled: failure(.cancelledAfterRequest, .run, "cancelled")
        case .inputFailed(let reason): failure(.inputFailed, .run, "the input cannot be read: \(reason)")
        case .cannotStart, .illegalArgument, .cannotOpenOutput: failure(.system, .open, "\(error)")
        }
    }

    private func isMasterThere() async -> Bool {
        let arguments = program.clientArguments(socket) + ["-O", "check", "--", OpenSSHProgram.clientName]
        let result = try? await ProcessRunner.run(
            arguments, environment: OpenSSHProgram.environment, deadline: Self.checkLimit)
        return result?.status.isSuccess == true
    }

    private func failure(_ code: SSHError.Code, _ stage: SSHError.Stage, _ reason: String) -> SSHError {
        SSHError(code, stage, target.displayName, reason)
    }
}
