import SSH
import Secrets
import Synchronization

/// What happens before a program runs: hears its process id, answers sudo's prompt once, and holds the input back until the
/// program is there to read it.
final class OpeningDialogue: SSHDialogue {
    enum State: Hashable {
        /// Nothing of the program yet.
        case opening
        /// The password was asked for, and is to be said.
        case asked
        /// The password has been said.
        case answered
        /// Asked for again: it was wrong, or not enough.
        case refused
        case running
    }

    private struct Heard {
        var state = State.opening
        var group: Int32?
        var streams: [SSHStream: [UInt8]] = [.output: [], .errorOutput: []]
    }

    private let frame: Frame
    private let password: Secret?
    /// Whether the input waits for the program; without sudo nobody else could read it.
    private let holdsInput: Bool
    private let heard = Mutex(Heard())

    init(_ frame: Frame, password: Secret?, holdsInput: Bool) {
        self.frame = frame
        self.password = password
        self.holdsInput = holdsInput
    }

    var state: State { heard.withLock { $0.state } }
    /// The process group that the program runs in.
    var group: Int32? { heard.withLock { $0.group } }

    func heard(_ bytes: ArraySlice<UInt8>, on stream: SSHStream) {
        heard.withLock { heard in
            guard heard.state != .running else { return }
            let room = max(0, Frame.maximumNoise - (heard.streams[stream]?.count ?? 0))
            // What was heard already says nothing new, and to go through it for every piece of an endless flood takes long.
            guard room > 0 else { return }
            heard.streams[stream, default: []] += bytes.prefix(room)
            for text in heard.streams.values { note(text, &heard) }
        }
    }

    func next() -> SSHDialogueTurn {
        heard.withLock { heard in
            switch heard.state {
            case .running: return .input
            case .opening: return holdsInput ? .listen : .input
            case .answered: return .listen
            case .refused: return .end
            case .asked:
                guard let password else {
                    heard.state = .refused
                    return .end
                }
                heard.state = .answered
                return .say(password.revealedBytes + [UInt8(ascii: "\n")])
            }
        }
    }

    private func note(_ text: [UInt8], _ heard: inout Heard) {
        if heard.group == nil, let start = Frame.end(of: frame.processLine, in: text[...]),
            let end = text[start...].firstIndex(where: { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") })
        {
            heard.group = Int32(String(decoding: text[start..<end], as: UTF8.self))
        }
        if Frame.end(of: frame.goLine, in: text[...]) != nil
            || Frame.end(of: "\(frame.mark)-go\r\n", in: text[...]) != nil
        {
            heard.state = .running
            heard.streams = [:]
            return
        }
        guard let first = Frame.end(of: frame.prompt, in: text[...]) else { return }
        if heard.state == .opening { heard.state = .asked }
        if heard.state == .answered, Frame.end(of: frame.prompt, in: text[first...]) != nil { heard.state = .refused }
    }
}
