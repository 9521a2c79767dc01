public import Reactor
public import SSH
import Secrets

/// Runs executions over connections of either engine.
///
/// It alone ends what nobody waits for any more: at the deadline, and when its task is cancelled, a second command on the same
/// connection ends the remote process group, while the first one comes to its end; so the connection stays usable. A command
/// that has ended is left alone.
public struct RemoteExecutor: Sendable {
    /// How long a command whose processes are gone may take to be reported as ended.
    static let endWait = Duration.seconds(5)
    /// How often, and at which distance, it is looked whether a stopped command has begun at last.
    private static let groupLooks = 100
    private static let groupPause = Duration.milliseconds(50)

    private let connection: any SSHConnection
    private let host: String
    private let reactor: Reactor
    /// What it runs ends something else. When that does not end in time either, nothing ends it: a host that is out of order
    /// would have a command after the other begun and ended by none.
    private var isLastResort = false

    /// - Parameter host: for messages.
    public init(_ connection: any SSHConnection, host: String, on reactor: Reactor) {
        self.connection = connection
        self.host = host
        self.reactor = reactor
    }

    /// - Throws: `ExecutionError`; every code but `.connection`, `.deadline` and `.cancelled` says that the program did not
    ///   begin.
    public func run(_ execution: Execution) async throws(ExecutionError) -> ExecutionReply {
        let until = ContinuousClock.now + execution.deadline
        guard execution.sudo != nil else {
            let attempt = Attempt(execution, try FramedCommand(execution), password: nil, onTerminal: false)
            return try await attempt.reply(of: perform(attempt, until: until), on: host)
        }
        return try await runElevated(execution, until: until)
    }

    /// First without a password, which is never sent where none is asked for; then with one; on a terminal where sudo
    /// insists on one. Nothing but the last attempt has begun the program.
    private func runElevated(
        _ execution: Execution, until deadline: ContinuousClock.Instant
    ) async throws(ExecutionError) -> ExecutionReply {
        var way = FramedCommand.SudoWay.silently
        var onTerminal = false
        for _ in 0..<Self.sudoAttempts {
            let password = way == .withPassword ? try await password(for: execution) : nil
            let command = try FramedCommand(execution, sudo: way, onTerminal: onTerminal)
            let attempt = Attempt(execution, command, password: password, onTerminal: onTerminal)
            let raw = try await perform(attempt, until: deadline)
            guard attempt.dialogue.state != .running else { return try attempt.reply(of: raw, on: host) }
            let trouble = SudoTrouble(raw, wasAskedAgain: attempt.dialogue.state == .refused, host, execution.sudo)
            switch trouble.code {
            case .passwordNeeded where way == .silently && execution.sudo?.password != nil: way = .withPassword
            case .terminalNeeded where !onTerminal && execution.input.isEmpty: onTerminal = true
            default: throw ExecutionError(trouble.code, trouble.reason)
            }
        }
        throw ExecutionError(.sudoRefused, "\(host): sudo answers differently each time")
    }

    /// Silently, with a password, and both on a terminal.
    private static let sudoAttempts = 4

    private func password(for execution: Execution) async throws(ExecutionError) -> Secret {
        guard let kept = execution.sudo?.password else {
            throw ExecutionError(.passwordNeeded, "\(host): sudo wants a password")
        }
        do throws(SecretError) { return try await kept.value() } catch {
            throw ExecutionError(.passwordNeeded, "\(host): sudo wants a password, and it cannot be had: \(error)")
        }
    }

    // MARK: - One attempt

    private enum Happening: Sendable {
        case ended, late, cancelled
    }

    private func perform(
        _ attempt: Attempt, until deadline: ContinuousClock.Instant
    ) async throws(ExecutionError) -> SSHReply {
        guard !Task.isCancelled else { throw .cancelledBeforeItBegan(on: host) }
        let first = FirstAnswer<Happening>()
        let spare = attempt.execution.grace + GroupEnd.killWait + Self.endWait + .seconds(20)
        // Not a child of this task, since it has to outlive its cancellation for a moment; awaited below in every case.
        let work = Task { [connection] in
            let result: Result<SSHReply, SSHError>
            do throws(SSHError) {
                let left = max(.zero, deadline - .now)
                result = .success(
                    try await connection.execute(
                        attempt.command.line, input: attempt.input, limits: attempt.limits, deadline: left + spare))
            } catch {
                result = .failure(error)
            }
            first.give(.ended)
            return result
        }
        let timer = reactor.schedule(at: deadline) { first.give(.late) }
        defer { reactor.cancel(timer) }
        let happening = await withTaskCancellationHandler {
            await first.wait()
        } onCancel: {
            first.give(.cancelled)
        }
        guard happening == .ended else {
            if isLastResort { throw await giveUp(attempt, work) }
            return try await stop(attempt, work, because: happening)
        }
        do throws(SSHError) { return try await work.value.get() } catch { throw ExecutionError(error) }
    }

    /// Leaves what runs where it is, with its connection.
    private func giveUp(_ attempt: Attempt, _ work: Task<Result<SSHReply, SSHError>, Never>) async -> ExecutionError {
        work.cancel()
        _ = await work.value
        let reason = "what should end it has no end within \(attempt.execution.deadline.rough) itself"
        return ExecutionError(.deadline(.left(group: nil, reason)), reason)
    }

    /// Ends what runs, then takes what it has left behind.
    private func stop(
        _ attempt: Attempt, _ work: Task<Result<SSHReply, SSHError>, Never>, because happening: Happening
    ) async throws(ExecutionError) -> SSHReply {
        let result = await endGroup(of: attempt)
        let over = FirstAnswer<Void>()
        let timer = reactor.schedule(at: .now + (result == .gone ? Self.endWait : .zero)) { over.give(()) }
        let watcher = Task {
            _ = await work.value
            over.give(())
        }
        await over.wait()
        reactor.cancel(timer)
        // Ends at once where it has not ended by itself; the connection is given up with it then.
        work.cancel()
        let raw = await work.value
        await watcher.value
        let partial = (try? raw.get()).flatMap { attempt.framed($0) }
        let what = happening == .late ? "no end within \(attempt.execution.deadline.rough)" : "cancelled"
        let fate =
            switch result {
            case .gone: "its processes were ended"
            case .left(let group?, let why): "process group \(group) may still run: \(why)"
            case .left(nil, let why): why
            }
        let code: ExecutionError.Code = happening == .late ? .deadline(result) : .cancelled(result)
        throw ExecutionError(code, "\(host): \(what); \(fate)", partial: partial)
    }

    /// The group that a command begins; a login shell may take its time until it does. Nil when it does not.
    private func group(of attempt: Attempt) async -> Int32? {
        for _ in 0..<Self.groupLooks where attempt.dialogue.group == nil {
            // Not the reactor's sleep, which a cancelled task does not get.
            let pause = FirstAnswer<Void>()
            _ = reactor.schedule(at: .now + Self.groupPause) { pause.give(()) }
            await pause.wait()
        }
        return attempt.dialogue.group
    }

    private func endGroup(of attempt: Attempt) async -> GroupEnd.Result {
        guard let group = await group(of: attempt), group > 1 else {
            return .left(group: nil, "it is not known to have begun")
        }
        let end = GroupEnd(group: group, grace: attempt.execution.grace)
        var execution = Execution(
            .arguments(["/bin/sh", "-c", end.script, "cjctl"] + end.scriptArguments), deadline: end.deadline,
            mark: attempt.execution.mark + "e")
        // Another user's processes are ended by that user.
        if attempt.isElevated { execution.sudo = attempt.execution.sudo }
        // Outside of this task, which may be cancelled already; awaited in the next line.
        var ending = self
        ending.isLastResort = true
        let work = Task { [ending, execution] in
            do throws(ExecutionError) {
                let reply = try await ending.run(execution)
                return reply.output == Array("gone\n".utf8)
                    ? GroupEnd.Result.gone : .left(group: group, "it does not end")
            } catch {
                return .left(group: group, error.reason)
            }
        }
        return await work.value
    }
}
