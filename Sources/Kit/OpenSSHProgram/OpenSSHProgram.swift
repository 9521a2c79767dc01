public import Files
internal import Glibc
import Processes
import Reactor
import SSH
import Synchronization

/// The installed `ssh`, as a second engine for hosts that our own client cannot reach.
///
/// Each host gets one master process (ControlMaster), and each command a client of it. Masters put themselves into the
/// background, so they outlive a crash of this program, but not for long: one that nobody uses ends by itself.
public final class OpenSSHProgram: Sendable {
    /// How long a master lives that nobody uses, in seconds.
    public static let idleSeconds = 60
    /// Masters that start or are ended at the same time, for each processor: a start costs 9 ms of CPU or more.
    public static let startsPerProcessor = 2
    /// How long an orderly end may take.
    private static let endLimit = Duration.seconds(5)

    let path: String
    /// Holds the sockets and logs; only its owner may enter. Its path is short, for a socket's may not be long.
    private let folder: TemporaryDirectory
    private let starts: ConcurrencyLimit
    private let state = Mutex((lastNumber: 0, sockets: Set<String>()))

    /// - Parameter path: the program; it is looked up in `PATH`.
    /// - Throws: when no folder can be made in /tmp.
    public init(path: String = "ssh") throws(FileError) {
        self.path = path
        folder = try TemporaryDirectory(prefix: "cjctl-ssh")
        let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        starts = ConcurrencyLimit(processors * Self.startsPerProcessor)
    }

    /// Ends every master that still runs. Connections that are used afterwards fail with `.closed`.
    public func close() async {
        let left = state.withLock { $0.sockets }
        await withTaskGroup(of: Void.self) { group in
            for socket in left { group.addTask { await self.endMaster(at: socket) } }
        }
    }

    // MARK: - For connections

    /// A path in the folder that nobody else uses.
    func freshPath(_ kind: String) -> String {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return folder.file("\(kind)\(number)")
    }

    /// Runs the body, which starts a master, when it is this one's turn; nil when the task was cancelled before that.
    func whenItsTurn<Value>(_ body: () async throws(SSHError) -> Value) async throws(SSHError) -> Value? {
        guard await starts.acquire() else { return nil }
        defer { starts.release() }
        return try await body()
    }

    func noteMaster(at socket: String) { state.withLock { _ = $0.sockets.insert(socket) } }

    func endMaster(at socket: String) async {
        guard state.withLock({ $0.sockets.remove(socket) }) != nil, File.exists(socket) else { return }
        // Asking is a program as well; who does not get a turn leaves the master to its own end.
        guard await starts.acquire() else { return }
        defer { starts.release() }
        _ = try? await ProcessRunner.run(
            clientArguments(socket) + ["-O", "exit", "--", Self.clientName], environment: Self.environment,
            deadline: Self.endLimit)
    }

    /// What a master's client is called with. Without its master it must not connect by itself: its proxy is a program
    /// that only fails.
    func clientArguments(_ socket: String) -> [String] {
        [path, "-F", "none", "-S", socket, "-T", "-o", "ControlMaster=no", "-o", "ProxyCommand=/bin/false"]
            + ["-o", "BatchMode=yes"]
    }

    /// A client's host has a name only because ssh wants one.
    static let clientName = "cjctl"

    /// Reasons of the system in English, for they are read; the rest of the environment is the user's.
    static let environment = ProcessEnvironment.inheritedWith(["LC_ALL": "C"])
}
