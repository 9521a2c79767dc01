internal import Glibc
internal import Reactor
internal import Terminal

/// Asks a person at the process's terminal (termios(3)), when nobody else is being asked.
///
/// Ctrl-C at a question is Ctrl-C for the program: the question ends and the signal follows.
enum TerminalQuestion {
    enum Echo: Sendable {
        case nothing, theAnswer
    }

    private enum Reply: Sendable {
        case line([UInt8])
        case ended
        case interrupted
    }

    static func ask(_ prompt: String, showing echo: Echo = .nothing) async throws(SecretError) -> [UInt8] {
        let reply = await TerminalDesk.process.whenItsTurn { () async throws(Never) -> Reply in
            await withCheckedContinuation { continuation in
                do throws(ReactorError) {
                    // On a thread of its own: a person takes as long as a person takes.
                    try DetachedThread.start(named: "question") {
                        continuation.resume(returning: askNow(prompt, showing: echo))
                    }
                } catch {
                    continuation.resume(returning: .ended)
                }
            }
        }
        switch reply {
        case .line(let answer): return answer
        case .interrupted:
            TerminalDesk.process.close()
            kill(getpid(), SIGINT)
            throw SecretError(.interrupted, "the terminal", "the question was interrupted")
        case nil where TerminalDesk.process.isClosed:
            throw SecretError(.interrupted, "the terminal", "the question was interrupted")
        case .ended, nil: throw SecretError(.notAnswered, "the terminal", "there is none, or nothing was entered")
        }
    }

    /// Key by key and without signals, so that Ctrl-C never leaves a terminal without echo behind.
    private static func askNow(_ prompt: String, showing echo: Echo) -> Reply {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return .ended }
        defer { close(descriptor) }
        var former = termios()
        guard unsafe tcgetattr(descriptor, &former) == 0 else { return .ended }
        var ours = former
        ours.c_lflag &= ~tcflag_t(ECHO | ISIG | ICANON)
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &ours) == 0 else { return .ended }
        defer { unsafe tcsetattr(descriptor, TCSAFLUSH, &former) }
        // What may be drawn there goes.
        say("\r\u{1b}[K" + prompt, to: descriptor)
        defer { say("\n", to: descriptor) }
        return readLine(from: descriptor, showing: echo)
    }

    private static func say(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func readLine(from descriptor: Int32, showing echo: Echo) -> Reply {
        var line: [UInt8] = []
        func show(_ text: String) { if echo == .theAnswer { say(text, to: descriptor) } }
        while line.count <= Secret.maximumLength {
            var byte: UInt8 = 0
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return .ended }
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return .line(line)
            case interrupt: return .interrupted
            case endOfText: return .ended
            case delete, backspace: if line.popLast() != nil { show("\u{8} \u{8}") }
            case eraseLine:
                show(String(repeating: "\u{8} \u{8}", count: line.count))
                line = []
            default:
                line.append(byte)
                // Control characters are typed, but do not act.
                if byte >= 0x20 { show(String(decoding: [byte], as: UTF8.self)) }
            }
        }
        return .ended
    }

    private static let interrupt: UInt8 = 3
    private static let endOfText: UInt8 = 4
    private static let backspace: UInt8 = 8
    private static let eraseLine: UInt8 = 21
    private static let delete: UInt8 = 127
}
