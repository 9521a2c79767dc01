import Files
public import Reactor
public import SSH
public import SSHKeys
import Synchronization

/// Judges hosts by known_hosts, and adds those that the policy lets in.
///
/// Shared by all connections of a program: the files are read once, a host is asked about once, and one at a time.
public final class HostKeyKeeper: HostKeyVerifier {
    private struct State {
        var known: KnownHosts
        /// Hosts and keys that were refused when asked about.
        var declined: Set<HostKeyQuestion> = []
    }

    private let state: Mutex<State>
    private let policy: HostKeyPolicy
    private let file: KnownHostsFile?
    private let questions = ConcurrencyLimit(1)

    /// - Parameters:
    ///   - known: what the files say.
    ///   - file: where new keys go; nil where there is none, and nothing new is accepted.
    ///   - hashesNames: whether names are written hashed.
    ///   - reactor: where a lock that another program holds is waited for.
    public init(
        _ known: KnownHosts, policy: HostKeyPolicy, addingTo file: String?, hashesNames: Bool = false,
        on reactor: Reactor
    ) {
        state = Mutex(State(known: known))
        self.policy = policy
        self.file = file.map { KnownHostsFile(path: $0, hashesNames: hashesNames, reactor: reactor) }
    }

    /// The files as they were read, and what was added since.
    public var known: KnownHosts { state.withLock { $0.known } }

    public func knownKeyTypes(address: String, port: UInt16) -> [String] {
        state.withLock { $0.known.knownKeyTypes(address: address, port: port) }
    }

    public func verify(_ key: HostKey, address: String, port: UInt16) async -> HostKeyVerdict {
        let verdict = judge(key, address, port)
        guard case .unknown(let reason) = verdict else { return verdict }
        if case .known = policy { return verdict }
        guard let file else { return .unknown("\(reason), and no file is named to add it to") }
        guard await questions.acquire() else { return verdict }
        defer { questions.release() }
        // Who came before may have settled it.
        let settled = judge(key, address, port)
        guard case .unknown = settled else { return settled }
        let question = HostKeyQuestion(name: KnownHosts.fileName(address, port), key: key, file: file.path)
        switch await answer(to: question) {
        case .accepted: return await add(key, address, port, to: file)
        case .declined: return .unknown("\(reason), and it was not accepted")
        case .nobody(let why): return .unknown("\(reason), and nobody can be asked, for \(why)")
        }
    }

    private func judge(_ key: HostKey, _ address: String, _ port: UInt16) -> HostKeyVerdict {
        state.withLock { $0.known.verify(key, address: address, port: port) }
    }

    private func answer(to question: HostKeyQuestion) async -> HostKeyAnswer {
        switch policy {
        case .known: return .declined
        case .acceptNew: return .accepted
        case .ask(let ask):
            guard !state.withLock({ $0.declined.contains(question) }) else { return .declined }
            let answer = await ask(question)
            if answer == .declined { state.withLock { _ = $0.declined.insert(question) } }
            return answer
        }
    }

    private func add(_ key: HostKey, _ address: String, _ port: UInt16, to file: KnownHostsFile) async -> HostKeyVerdict
    {
        do throws(FileError) {
            let found = try await file.add(key, address: address, port: port)
            guard case .unknown = found else { return found }
            let name = KnownHosts.fileName(address, port)
            state.withLock { $0.known.learn(key, name: name, file: file.path) }
            return .trusted
        } catch {
            return .unknown("its key \(key.type) \(key.fingerprint) is new and cannot be added: \(error)")
        }
    }
}
