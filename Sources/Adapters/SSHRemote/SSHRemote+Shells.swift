public import FleetModel
import Reactor
import RemoteExecution
public import RolloutEngine
import SSH

/// What operators run by hand, over the same connections as a rollout's steps.
extension SSHRemote: Shells {
    public func run(_ request: ShellRequest, on host: Host) async -> ShellOutcome {
        let end: Result<ExecutionReply, ExecutionError>
        do throws(ExecutionError) { end = .success(try await reply(to: request, from: host)) } catch {
            end = .failure(error)
        }
        return ShellOutcome(Self.end(end), engine: engine(of: host.id)?.engine.rawValue ?? "none")
    }

    private func reply(to request: ShellRequest, from host: Host) async throws(ExecutionError) -> ExecutionReply {
        let connection = try await connectionUnlessCancelled(to: host)
        let isUpload = if case .source = request.input { true } else { false }
        if isUpload {
            guard await uploads.acquire() else { throw .cancelledBeforeItBegan(on: host.id.rawValue) }
        }
        defer { if isUpload { uploads.release() } }
        do throws(ExecutionError) {
            return try await run(request, over: connection, on: host)
        } catch {
            guard let cause = error.cause, [.closed, .lostBeforeRequest].contains(cause.code) else { throw error }
            // As in `run(_:on:)` of a rollout's step: with a new connection, and in the same place.
            return try await run(request, over: try await connectionUnlessCancelled(to: host), on: host)
        }
    }

    private func run(
        _ request: ShellRequest, over connection: any SSHConnection, on host: Host
    ) async throws(ExecutionError) -> ExecutionReply {
        do throws(ExecutionError) {
            return try await RemoteExecutor(connection, host: host.id.rawValue, on: reactor).run(Execution(request))
        } catch {
            if await !connection.isOpen { forget(host.id) }
            throw error
        }
    }

    /// Connecting goes on for those who come later, even when nobody waits for it any more.
    private func connectionUnlessCancelled(to host: Host) async throws(ExecutionError) -> any SSHConnection {
        let answer = FirstAnswer<Result<any SSHConnection, ExecutionError>>()
        // Gives the answer that is awaited below; when that was given up, nobody waits for it.
        Task {
            do throws(ExecutionError) { answer.give(.success(try await connection(to: host))) } catch {
                answer.give(.failure(error))
            }
        }
        let result = await withTaskCancellationHandler {
            await answer.wait()
        } onCancel: {
            answer.give(.failure(.cancelledBeforeItBegan(on: host.id.rawValue)))
        }
        return try result.get()
    }

    private func connection(to host: Host) async throws(ExecutionError) -> any SSHConnection {
        do throws(SSHError) { return try await session(to: host) } catch { throw ExecutionError(error) }
    }

    private static func end(_ result: Result<ExecutionReply, ExecutionError>) -> ShellOutcome.End {
        let error: ExecutionError
        switch result {
        case .success(let reply): return .ended(ShellReply(reply))
        case .failure(let failure): error = failure
        }
        switch error.code {
        case .invalid, .noShell, .sudoMissing, .sudoRefused, .passwordNeeded, .passwordRefused, .terminalNeeded:
            return .refused(error.reason)
        case .deadline(let group), .cancelled(let group):
            return .stopped(error.reason, isGone: group == .gone, error.partial.map(ShellReply.init))
        case .connection:
            guard let cause = error.cause else { return .unknown(error.reason) }
            let message = describe(cause)
            if cause.code.commandMayHaveStarted { return .unknown(message) }
            return cause.code == .requestRefused ? .refused(message) : .unreachable(message)
        }
    }
}

extension Execution {
    init(_ request: ShellRequest) {
        let program: Program =
            switch request.program {
            case .arguments(let words): .arguments(words)
            case .script(let text, let arguments): .script(text, arguments: arguments)
            }
        let input: SSHInput =
            switch request.input {
            case .none: .none
            case .bytes(let bytes): .bytes(bytes)
            case .source(let read): .source(read)
            }
        self.init(
            program, input: input, sudo: request.sudo.map { Sudo(user: $0.user, password: $0.password) },
            limits: OutputLimits(output: request.limits.output, errorOutput: request.limits.errors),
            deadline: .milliseconds(request.deadline.milliseconds), mark: request.mark.rawValue)
    }
}

extension ShellReply {
    init(_ reply: ExecutionReply) {
        let status: Status =
            switch reply.status {
            case .exited(let code): .exited(code)
            case .signalled(let name): .signalled(name)
            }
        self.init(
            status: status, output: reply.output, errors: reply.errorOutput, isTruncated: reply.isTruncated)
    }
}
