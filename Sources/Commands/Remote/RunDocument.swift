import CanonicalJSON
import FleetModel
import FoundationEssentials
import RolloutEngine
import Screens

/// `cjctl run --json`, version 1.
struct RunDocument: Encodable {
    struct HostEntry: Encodable {
        let host: String
        /// `exited`, `signalled`, `stopped`, `refused`, `unreachable`, `unknown` or `untouched`.
        let outcome: String
        var exitCode: Int32?
        var signal: String?
        /// Why, where it did not run to its end.
        var message: String?
        /// Of what was stopped: whether its processes are known to be gone.
        var isGone: Bool?
        /// `native` or `openssh`.
        var engine: String?
        /// With replacement characters where it was no UTF-8; then the bytes stand in `outputBase64` as well.
        let output: String
        let errors: String
        var outputBase64: String?
        var errorsBase64: String?
        let isTruncated: Bool
    }

    struct Sum: Encodable {
        let done: Int
        let failed: Int
        let unreachable: Int
        let unknown: Int
        let untouched: Int
    }

    let version = 1
    let command: [String]
    let milliseconds: Int64
    let hosts: [HostEntry]
    let sum: Sum

    init(command: [String], rows: [RemoteRow], outcomes: [String: ShellOutcome], milliseconds: Int64) {
        self.command = command
        self.milliseconds = milliseconds
        hosts = rows.map { HostEntry($0, outcomes[$0.host.rawValue]) }
        func count(_ verdict: RemoteRow.Verdict) -> Int { rows.count { $0.verdict == verdict } }
        sum = Sum(
            done: count(.done), failed: count(.failed), unreachable: count(.unreachable), unknown: count(.unknown),
            untouched: count(.untouched))
    }
}

extension RunDocument.HostEntry {
    init(_ row: RemoteRow, _ outcome: ShellOutcome?) {
        let reply: ShellReply? =
            switch outcome?.end {
            case .ended(let reply): reply
            case .stopped(_, _, let reply): reply
            default: nil
            }
        let word: String
        (exitCode, signal, message, isGone) = (nil, nil, nil, nil)
        switch row.end {
        case .exited(let code): (word, exitCode) = ("exited", code)
        case .signalled(let name): (word, signal) = ("signalled", name)
        case .stopped(let why, let gone): (word, message, isGone) = ("stopped", why, gone)
        case .refused(let why): (word, message) = ("refused", why)
        case .unreachable(let why): (word, message) = ("unreachable", why)
        case .unknown(let why): (word, message) = ("unknown", why)
        case .untouched: word = "untouched"
        }
        host = row.host.rawValue
        self.outcome = word
        engine = outcome?.engine
        output = row.output
        errors = row.errors
        outputBase64 = Self.exact(reply?.output, shownAs: row.output)
        errorsBase64 = Self.exact(reply?.errors, shownAs: row.errors)
        isTruncated = row.isTruncated
    }

    private static func exact(_ bytes: [UInt8]?, shownAs text: String) -> String? {
        guard let bytes, !text.utf8.elementsEqual(bytes) else { return nil }
        return Data(bytes).base64EncodedString()
    }
}
