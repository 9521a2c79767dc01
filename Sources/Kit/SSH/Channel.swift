internal import CSSH2

/// One channel of a session, running one command; each method is one non-blocking call.
///
/// `@safe` as long as its transport lives: libssh2 frees the channels of a session with it, so that a channel that cannot
/// be closed properly is simply left behind.
@safe struct Channel {
    private let channel: OpaquePointer
    private let session: OpaquePointer

    init(_ channel: OpaquePointer, of session: OpaquePointer) {
        unsafe self.channel = channel
        unsafe self.session = session
    }

    /// Requests a terminal for the command, which echoes nothing and changes no byte of what is written (RFC 4254, 6.2 and 8).
    func requestTerminal() -> Int {
        let name = "dumb"
        let modes: [UInt8] = [Self.echo, 0, 0, 0, 0, Self.outputProcessing, 0, 0, 0, 0, 0]
        return Int(
            unsafe modes.withUnsafeBufferPointer { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                    unsafe libssh2_channel_request_pty_ex(
                        channel, name, UInt32(name.utf8.count), text.baseAddress, UInt32(text.count),
                        Self.columns, Self.rows, 0, 0)
                }
            })
    }

    /// Taken in one read, in bytes: a packet of SSH.
    private static let pieceLength = 32 * 1024
    private static let echo: UInt8 = 53
    private static let outputProcessing: UInt8 = 70
    private static let columns: Int32 = 80
    private static let rows: Int32 = 24

    /// Requests the command and waits for the server's word on it.
    func execute(_ command: [UInt8]) -> Int {
        let request = "exec"
        return Int(
            unsafe command.withUnsafeBufferPointer { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                    unsafe libssh2_channel_process_startup(
                        channel, request, UInt32(request.utf8.count), text.baseAddress, UInt32(text.count))
                }
            })
    }

    /// Writes to the command's input; returns how many bytes were taken.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe libssh2_channel_write_ex(
                channel, 0, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }

    func sendEndOfInput() -> Int { Int(unsafe libssh2_channel_send_eof(channel)) }

    /// Reads what has come on one stream, at most `pieceLength` bytes, and hands it to `take`; returns how many bytes, 0 at
    /// the end.
    ///
    /// The bytes are collected in memory that is given back at once: held for each command of a thousand sessions, it would
    /// be most of what they need.
    func read(_ stream: SSHStream, _ take: ([UInt8]) -> Void) -> Int {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.pieceLength) { piece in
            let count = unsafe libssh2_channel_read_ex(channel, stream.rawValue, piece.baseAddress, piece.count)
            if count > 0 { take(unsafe Array(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: piece[..<count])))) }
            return count
        }
    }

    /// True when data has come that a read would return; asks nobody.
    var hasOutput: Bool { unsafe libssh2_poll_channel_read(channel, 0) != 0 }

    /// True when the server has announced the end of both streams and everything has been read.
    var isAtEnd: Bool { unsafe libssh2_channel_eof(channel) == 1 }

    /// Waits until the server has closed the channel; the status has come by then.
    func waitForClose() -> Int { Int(unsafe libssh2_channel_wait_closed(channel)) }

    /// Closes our side and gives the channel up. Not to be used again once it answered anything but `again`.
    func free() -> Int { Int(unsafe libssh2_channel_free(channel)) }

    /// How the command ended. The signal comes first: without an exit code libssh2 says 0.
    var status: SSHReply.Status {
        var name: UnsafeMutablePointer<CChar>?
        var length = 0
        unsafe libssh2_channel_get_exit_signal(channel, &name, &length, nil, nil, nil, nil)
        guard let name = unsafe name else { return .exited(unsafe libssh2_channel_get_exit_status(channel)) }
        defer { unsafe libssh2_free(session, name) }
        return .signalled(unsafe String(cString: name))
    }
}
