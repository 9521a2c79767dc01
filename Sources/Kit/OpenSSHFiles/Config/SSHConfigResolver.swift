import Processes
import Reactor
import Synchronization

/// Answers what ssh_config says of a host: by our own reading, and by `ssh -G` where that cannot decide.
///
/// Each alias is resolved once; a few programs run at the same time.
public final class SSHConfigResolver: Sendable {
    /// How long `ssh -G` may take: it may look names up and run `Match exec`.
    public static let programLimit = Duration.seconds(20)

    private struct Question: Hashable {
        let alias: String
        let user: String?
        let options: [SSHSettings.Option]
    }

    private let config: SSHConfig
    private let programs: ConcurrencyLimit
    /// What `ssh` prints where nothing is set, asked for once.
    private let usual = Mutex<SSHSettings?>(nil)
    private let known = Mutex<[Question: Result<SSHSettings, SSHConfigError>]>([:])

    /// - Parameter programs: how many may run at the same time; twice the processors serves well.
    public init(_ config: SSHConfig, programs: Int) {
        self.config = config
        self.programs = ConcurrencyLimit(programs)
    }

    public var asker: SSHConfig.Asker { config.asker }

    /// - Parameters:
    ///   - user: who logs in, when that is settled already: `Match user` may depend on it.
    ///   - options: what goes before the files, as `ssh -o` does.
    public func settings(
        _ alias: String, user: String? = nil, options: [SSHSettings.Option] = []
    ) async throws(SSHConfigError) -> SSHSettings {
        let question = Question(alias: alias, user: user, options: options)
        if let answer = known.withLock({ $0[question] }) { return try answer.get() }
        let answer: Result<SSHSettings, SSHConfigError>
        switch config.answer(alias, user: user, options: options) {
        case .settings(let settings): answer = .success(settings)
        case .undecided(let reason): answer = await ask(question, because: reason)
        }
        known.withLock { $0[question] = answer }
        return try answer.get()
    }

    private func ask(_ question: Question, because reason: String) async -> Result<SSHSettings, SSHConfigError> {
        func failure(_ text: String) -> Result<SSHSettings, SSHConfigError> {
            .failure(SSHConfigError(.program, "ssh -G \(question.alias)", "needed for \(reason): \(text)"))
        }
        guard !question.alias.hasPrefix("-") else { return failure("a name that begins with - would be an option") }
        guard await programs.acquire() else { return failure("cancelled") }
        defer { programs.release() }
        let file = config.userFile.map { ["-F", $0] } ?? []
        let user = question.user.map { ["-l", $0] } ?? []
        let options = question.options.flatMap { ["-o", "\($0.keyword)=\($0.value)"] }
        do throws(ProcessError) {
            let result = try await ProcessRunner.run(
                ["ssh", "-G", "-T"] + file + user + options + ["--", question.alias], deadline: Self.programLimit)
            guard result.status.isSuccess else {
                return failure(result.errorText.split(separator: "\n").last.map(String.init) ?? "\(result.status)")
            }
            var settings = SSHSettings(printed: result.outputText, alias: question.alias)
            settings.forget(Self.standing, like: try await usualSettings())
            return .success(settings)
        } catch {
            return failure("\(error)")
        }
    }

    /// Printed with `ssh`'s own lists where nobody has set them.
    private static let standing: Set<String> = [
        "casignaturealgorithms", "ciphers", "hostbasedacceptedalgorithms", "hostkeyalgorithms", "kexalgorithms", "macs",
        "pubkeyacceptedalgorithms",
    ]

    private func usualSettings() async throws(ProcessError) -> SSHSettings {
        if let usual = usual.withLock({ $0 }) { return usual }
        let result = try await ProcessRunner.run(
            ["ssh", "-G", "-T", "-F", "none", "--", "nobody"], deadline: Self.programLimit)
        let found = SSHSettings(printed: result.outputText, alias: "nobody")
        usual.withLock { $0 = found }
        return found
    }
}

extension SSHSettings {
    /// Keywords whose values are lists of words in what `ssh -G` prints; a space within one cannot be told from one between.
    private static let lists: Set<String> = ["userknownhostsfile", "globalknownhostsfile"]

    /// Reads what `ssh -G` prints: a keyword and its value in each line, without quotes.
    init(printed text: String, alias: String) {
        self.init(alias: alias)
        let place = Place(file: "ssh -G \(alias)", line: 0)
        for line in text.split(whereSeparator: \.isNewline) {
            let halves = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { continue }
            let keyword = halves[0].lowercased()
            let words = Self.lists.contains(keyword) ? halves[1].split(separator: " ").map(String.init) : [halves[1]]
            note(Setting(keyword: keyword, words: words, place: place))
        }
    }
}
