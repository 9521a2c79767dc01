import FleetModel
import RolloutEngine
import Screens

extension RemoteRow {
    /// What a person is shown of an outcome; bytes that are no UTF-8 show as such.
    init(_ host: HostID, _ outcome: ShellOutcome?) {
        func make(_ end: End, _ reply: ShellReply? = nil) -> RemoteRow {
            RemoteRow(
                host: host, end: end, output: String(decoding: reply?.output ?? [], as: UTF8.self),
                errors: String(decoding: reply?.errors ?? [], as: UTF8.self), isTruncated: reply?.isTruncated ?? false)
        }
        self =
            switch outcome?.end {
            case nil: make(.untouched)
            case .ended(let reply):
                switch reply.status {
                case .exited(let code): make(.exited(code), reply)
                case .signalled(let name): make(.signalled(name), reply)
                }
            case .stopped(let why, let isGone, let reply): make(.stopped(why, isGone: isGone), reply)
            case .refused(let why): make(.refused(why))
            case .unreachable(let why): make(.unreachable(why))
            case .unknown(let why): make(.unknown(why))
            }
    }

    /// In a few words, for a pipe.
    var brief: String {
        switch end {
        case .exited(0): "done"
        case .exited(let code): "exit \(code)"
        case .signalled(let name): Self.ending(by: name)
        case .stopped: "stopped"
        case .refused: "not begun"
        case .unreachable: "unreachable"
        case .unknown: "unknown"
        case .untouched: "not begun"
        }
    }
}

extension ExitCode {
    /// 1 when anything failed, 4 when some hosts could not be asked and the others did it.
    init(_ rows: [RemoteRow]) {
        let verdicts = Set(rows.map(\.verdict))
        self =
            if verdicts.contains(.failed) || verdicts.contains(.unknown) {
                .failed
            } else if verdicts.contains(.unreachable) {
                .held
            } else {
                .asked
            }
    }
}
