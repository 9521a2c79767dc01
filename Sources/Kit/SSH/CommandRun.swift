internal import CSSH2

/// What is on its way between us and one running command.
struct CommandRun {
    /// How much one command moves before others on the reactor get a turn, in bytes.
    static let maximumBytesPerTurn = 256 * 1024

    private enum InputState {
        case open
        /// All of it was taken; the end is still to be said.
        case ended
        /// The end was said, or the command wants no more.
        case done
    }

    let channel: Channel
    private let dialogue: (any SSHDialogue)?
    private let feed: InputFeed
    private var pending: ArraySlice<UInt8> = []
    /// True while what is pending is the dialogue's and not the input's.
    private var isTalking: Bool
    private var offset = 0
    private var inputState = InputState.open
    private var output: CappedBytes
    private var errorOutput: CappedBytes
    private(set) var isClosed = false
    private var status = SSHReply.Status.exited(0)

    init(channel: Channel, input: SSHInput, limits: OutputLimits) {
        self.channel = channel
        dialogue = input.dialogue
        feed = InputFeed(input)
        isTalking = input.dialogue != nil
        output = CappedBytes(limit: limits.output)
        errorOutput = CappedBytes(limit: limits.errorOutput)
    }

    var reply: SSHReply {
        SSHReply(
            status: status, output: output.bytes, errorOutput: errorOutput.bytes,
            isTruncated: output.isTruncated || errorOutput.isTruncated)
    }

    // MARK: - Input

    var wantsInput: Bool { inputState == .open && pending.isEmpty }
    var canWrite: Bool { inputState == .ended || (inputState == .open && !pending.isEmpty) }

    /// Lets the dialogue have its turn; true when the input is to be asked for.
    mutating func talk() -> Bool {
        guard isTalking, let dialogue else { return true }
        switch dialogue.next() {
        case .listen: return false
        case .say(let bytes):
            pending = bytes[...]
            return false
        case .end:
            inputState = .ended
            return false
        case .input:
            isTalking = false
            return true
        }
    }

    /// Takes over the next piece of the input, if it is there.
    ///
    /// - Parameter wake: told when it has come later.
    /// - Throws: what the source has thrown.
    mutating func takeInput(wake: @escaping @Sendable () -> Void) throws {
        guard let piece = try feed.piece(at: offset, wake: wake) else { return }
        pending = piece
        if piece.isEmpty { inputState = .ended }
    }

    /// Offers what is pending, or says that there is no more.
    func write() -> Int { inputState == .ended ? channel.sendEndOfInput() : channel.write(pending) }

    /// What `write` answered; returns how many bytes moved, nil when the connection is lost.
    ///
    /// A channel that takes no more input is not a failure: the command ended without reading all of it.
    mutating func noteWritten(_ code: Int) -> Int? {
        switch Int32(code) {
        case LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_CHANNEL_EOF_SENT:
            inputState = .done
            return 0
        case ..<0: return nil
        default:
            if inputState == .ended { inputState = .done }
            pending.removeFirst(code)
            if !isTalking { offset += code }
            return code
        }
    }

    // MARK: - Output

    mutating func read(_ stream: SSHStream) -> Int {
        channel.read(stream) { piece in
            dialogue?.heard(piece[...], on: stream)
            switch stream {
            case .output: output.append(piece[...])
            case .errorOutput: errorOutput.append(piece[...])
            }
        }
    }

    mutating func noteClosed() {
        isClosed = true
        status = channel.status
    }
}

/// Keeps the first bytes and drops the rest.
private struct CappedBytes {
    let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var isTruncated = false

    init(limit: Int) { self.limit = limit }

    mutating func append(_ more: ArraySlice<UInt8>) {
        let room = limit - bytes.count
        bytes += more.prefix(room)
        if more.count > room { isTruncated = true }
    }
}
