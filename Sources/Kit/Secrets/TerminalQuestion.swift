internal import Glibc
internal import Reactor

/// Asks a person at the process's terminal and does not show the answer (termios(3), ECHO).
enum TerminalQuestion {
    static func ask(_ prompt: String) async throws(SecretError) -> [UInt8] {
        let answer = await withCheckedContinuation { continuation in
            do throws(ReactorError) {
                // On a thread of its own: a person takes as long as a person takes.
                try DetachedThread.start(named: "question") { continuation.resume(returning: askNow(prompt)) }
            } catch {
                continuation.resume(returning: nil)
            }
        }
        guard let answer else {
            throw SecretError(.notAnswered, "the terminal", "there is none, or nothing was entered")
        }
        return answer
    }

    /// Key by key and without signals, so that Ctrl-C ends the question and never leaves a terminal without echo behind.
    private static func askNow(_ prompt: String) -> [UInt8]? {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var former = termios()
        guard unsafe tcgetattr(descriptor, &former) == 0 else { return nil }
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG | ICANON)
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { return nil }
        defer { unsafe tcsetattr(descriptor, TCSAFLUSH, &former) }
        say(prompt, to: descriptor)
        defer { say("\n", to: descriptor) }
        return readLine(from: descriptor)
    }

    private static func say(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func readLine(from descriptor: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        while line.count <= Secret.maximumLength {
            var byte: UInt8 = 0
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return line
            case interrupt, endOfText: return nil
            case delete, backspace: _ = line.popLast()
            case eraseLine: line = []
            default: line.append(byte)
            }
        }
        return nil
    }

    private static let interrupt: UInt8 = 3
    private static let endOfText: UInt8 = 4
    private static let backspace: UInt8 = 8
    private static let eraseLine: UInt8 = 21
    private static let delete: UInt8 = 127
}
