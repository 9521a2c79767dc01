public import FleetModel

/// The rules by which what was seen of a host becomes what would fail on it.
public struct Diagnosis: Sendable {
    /// Further apart than this, times in records and logs no longer tell an order, in seconds.
    public static let clockTolerance: Int64 = 5
    /// A shell that takes longer to start slows down every step.
    public static let slowShell = TimeSpan.seconds(2)
    /// Less room for releases than this will not do, in KiB.
    public static let leastFree: Int64 = 256 << 10
    /// What steps call; whatever else is missing is only a pity.
    static let needed: Set<String> = ["date", "df", "flock", "mktemp", "mv", "setsid", "sha256sum", "sync"]

    /// The server's identification; nil when it is not known.
    public var banner: String?
    public var examination: HostExamination
    /// Whether something stood on the output before the reply, or among the errors.
    public var hasNoise: Bool
    /// From sending the command to its end.
    public var took: TimeSpan
    /// How far the host's clock is ahead of ours, in seconds.
    public var clockAhead: Int64?

    public init(
        banner: String?, examination: HostExamination, hasNoise: Bool, took: TimeSpan, clockAhead: Int64?
    ) {
        self.banner = banner
        self.examination = examination
        self.hasNoise = hasNoise
        self.took = took
        self.clockAhead = clockAhead
    }

    public var ailments: [Ailment] { (tools + places + time + sudo + server).sorted { $0.severity > $1.severity } }

    private var tools: [Ailment] {
        let lacking = examination.missing.filter(Self.needed.contains)
        var found: [Ailment] = []
        if !lacking.isEmpty {
            let names = lacking.joined(separator: ", ")
            found.append(
                Ailment(.failure, "\(names): not installed", next: "install coreutils and util-linux, or BusyBox"))
        }
        if examination.missing.contains("curl") {
            found.append(Ailment(.warning, "neither curl nor wget: nothing can be pulled from a URL"))
        }
        return found
    }

    private var places: [Ailment] {
        var found = examination.unwritable.map { place in
            Ailment(
                .failure, "\(examination.user) may not write to \(place)",
                next: "log in as a user who may (ansible_user), or give it to \(examination.user)")
        }
        if let free = examination.freeKibibytes, free < Self.leastFree {
            found.append(
                Ailment(.failure, "\(free >> 10) MiB free for releases, less than \(Self.leastFree >> 10)"))
        }
        return found
    }

    private var time: [Ailment] {
        var found: [Ailment] = []
        if let ahead = clockAhead, abs(ahead) > Self.clockTolerance {
            let word = ahead > 0 ? "ahead of" : "behind"
            found.append(
                Ailment(.warning, "clock \(abs(ahead)) s \(word) this machine's", next: "check chrony or timesyncd"))
        }
        if took > Self.slowShell {
            found.append(Ailment(.warning, "a command takes \(took)", next: "look at what ~/.bashrc does"))
        }
        if hasNoise {
            found.append(
                Ailment(.warning, "the login shell writes before commands run", next: "let ~/.bashrc be silent"))
        }
        return found
    }

    private var sudo: [Ailment] {
        switch examination.sudo {
        case .root, .yes, nil: []
        case .password: [Ailment(.note, "sudo asks \(examination.user) for a password")]
        case .refused: [Ailment(.note, "sudo refuses \(examination.user)")]
        case .missing: [Ailment(.note, "no sudo")]
        }
    }

    private var server: [Ailment] {
        guard let version = openSSHVersion, !version.lexicographicallyPrecedes([9, 8]) else { return [] }
        return [
            Ailment(
                .note, "OpenSSH \(version[0]).\(version[1]) shuts out addresses whose logins fail (PerSourcePenalties)")
        ]
    }

    private var openSSHVersion: [Int]? {
        let prefix = "SSH-2.0-OpenSSH_"
        guard let banner, banner.hasPrefix(prefix) else { return nil }
        let numbers = banner.dropFirst(prefix.count).prefix { $0.isNumber || $0 == "." }.split(separator: ".")
            .compactMap { Int($0) }
        return numbers.count >= 2 ? Array(numbers.prefix(2)) : nil
    }
}
