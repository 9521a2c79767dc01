import Files
internal import Glibc
import Processes
import Reactor
import SSHKeys

/// OpenSSH's ssh-agent for this process alone: it holds opened keys and forgets them with us, however we end.
///
/// The agent's child, a shell, reads a socket that only we have the other end of. When that closes, be it that this object
/// goes, the process ends or is killed, the shell ends the agent and removes its folder. Should somebody kill the shell,
/// the agent notices within ten seconds by itself.
final class PrivateAgent: Sendable {
    /// How long it may take to start.
    private static let startDeadline = Duration.seconds(10)
    /// Signals from the terminal are not for it: it ends when we do.
    private static let guardian = """
        trap '' HUP INT TERM
        printf r
        cat >/dev/null
        kill "$SSH_AGENT_PID"
        rm -f "$1/socket"
        rmdir "$1"
        """

    let agent: SSHAgent
    private let folder: TemporaryDirectory
    private let process: ConnectedProcess

    private init(_ process: ConnectedProcess, _ folder: consuming TemporaryDirectory, on reactor: Reactor) {
        agent = SSHAgent(socket: folder.file("socket"), on: reactor)
        self.process = process
        self.folder = folder
    }

    deinit { close(process.descriptor) }

    static func start(on reactor: Reactor) async throws(SSHKeyError) -> PrivateAgent {
        let made: PrivateAgent
        do {
            let folder = try TemporaryDirectory(prefix: "ssh-agent-of-a-run")
            let process = try ConnectedProcess(command(folder: folder.path))
            made = PrivateAgent(process, folder, on: reactor)
        } catch {
            throw failure("\(error)")
        }
        let result = await reactor.wait(made.process.descriptor, for: .read, until: .now + startDeadline)
        var mark: UInt8 = 0
        guard result == .ready, unsafe recv(made.process.descriptor, &mark, 1, 0) == 1 else {
            throw failure(made.process.epitaph ?? (result == .cancelled ? "cancelled" : "it does not start"))
        }
        return made
    }

    /// What is started: the agent, and the shell that ends it.
    static func command(folder: String) -> [String] {
        ["ssh-agent", "-a", "\(folder)/socket", "sh", "-c", guardian, "sh", folder]
    }

    private static func failure(_ reason: String) -> SSHKeyError {
        SSHKeyError(.agent, "ssh-agent", "the agent for keys with a passphrase: \(reason)")
    }
}
