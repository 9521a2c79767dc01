import Files
public import FleetModel
internal import Glibc
public import HostSteps
import OpenSSHFiles
public import RolloutEngine
import SSH

/// Looks hosts over by one SSH connection to each.
public struct SSHExaminer: Examiner {
    /// Lines of known_hosts that are named one by one.
    private static let namedLines = 5
    /// Descriptors that this program needs besides one for each host.
    private static let ownDescriptors = 64

    private let remote: SSHRemote
    private let wallClock: @Sendable () -> Int64
    private let agentSocket: String?

    /// - Parameters:
    ///   - wallClock: milliseconds since 1970.
    ///   - agentSocket: where the user's agent listens (`SSH_AUTH_SOCK`).
    public init(_ remote: SSHRemote, agentSocket: String?, wallClock: @escaping @Sendable () -> Int64) {
        self.remote = remote
        self.agentSocket = agentSocket
        self.wallClock = wallClock
    }

    public func examine(_ host: Host, by command: HostCommand) async -> Examined {
        let facts = await remote.connectForFacts(to: host)
        let (start, clock) = (ContinuousClock.now, wallClock())
        let answer: RemoteAnswer =
            switch facts {
            case .failure(let answer): answer.answer
            case .success: await remote.run(command, on: host)
            }
        let took = start.duration(to: .now)
        let milliseconds = took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000
        var examined = Examined(
            answer: answer, took: .milliseconds(milliseconds), clock: (clock + milliseconds / 2) / 1000)
        let choice = remote.engine(of: host.id)
        (examined.engine, examined.engineReason) = (choice?.engine.rawValue, choice?.reason)
        if case .success(let known?) = facts {
            examined.banner = known.banner
            examined.hostKeyType = known.hostKeyType
            examined.acceptedKey = known.acceptedKey
        }
        return examined
    }

    public func examineThisMachine(hosts: Int) async -> [Ailment] {
        var found: [Ailment] = []
        if LibraryVersion(SSHLibrary.version) < .withCertificates {
            found.append(
                Ailment(
                    .note, "libssh2 \(SSHLibrary.version): RSA host keys, GCM, ETM and most certificates go over ssh",
                    next: "libssh2 1.11 or newer does them natively"))
        }
        if !Self.isInPath("ssh") {
            found.append(
                Ailment(.warning, "the program ssh is not installed", next: "apt-get install openssh-client"))
        }
        if let agentSocket, !agentSocket.isEmpty, !File.exists(agentSocket) {
            found.append(Ailment(.warning, "SSH_AUTH_SOCK names \(agentSocket), and no agent is there"))
        }
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_max < UInt(hosts + Self.ownDescriptors)
        {
            found.append(
                Ailment(
                    .failure, "at most \(limit.rlim_max) open files, for \(hosts) hosts", next: "raise ulimit -Hn"))
        }
        return found + skippedLines
    }

    /// What known_hosts has that nobody reads, of the files that the hosts examined so far have made be read.
    private var skippedLines: [Ailment] {
        let problems = remote.accounts.knownHostsProblems
        var found = problems.prefix(Self.namedLines).map {
            Ailment(.warning, "\($0.file):\($0.line) is skipped: \($0.reason)", next: "mend the line, or remove it")
        }
        if problems.count > found.count {
            found.append(Ailment(.warning, "\(problems.count - found.count) more lines of known_hosts are skipped"))
        }
        return found
    }

    private static func isInPath(_ program: String) -> Bool {
        guard let path = unsafe getenv("PATH").map({ unsafe String(cString: $0) }) else { return false }
        return path.split(separator: ":").contains { unsafe access("\($0)/\(program)", X_OK) == 0 }
    }
}

/// An answer in place of a connection.
struct AnswerInstead: Error {
    let answer: RemoteAnswer
}

extension SSHRemote {
    /// Connects, unless that is done already, and tells what our own client knows of the connection.
    func connectForFacts(to host: Host) async -> Result<SSHSessionFacts?, AnswerInstead> {
        do throws(SSHError) {
            let connection = try await session(to: host)
            guard let native = connection as? SSHSession else { return .success(nil) }
            return .success(await native.facts)
        } catch {
            return .failure(AnswerInstead(answer: Self.answer(error)))
        }
    }
}
