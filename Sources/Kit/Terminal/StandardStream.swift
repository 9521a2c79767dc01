internal import Glibc

/// One of the process's three standard streams.
public struct StandardStream: Hashable, Sendable {
    /// Standard input.
    public static let input = StandardStream(number: 0)
    /// Standard output: results.
    public static let output = StandardStream(number: 1)
    /// Standard error: everything else.
    public static let error = StandardStream(number: 2)

    /// The descriptor's number.
    public let number: Int32

    /// A stream on any descriptor.
    public init(number: Int32) {
        self.number = number
    }

    /// True when a person is at the other end.
    public var isTerminal: Bool { isatty(number) == 1 }

    /// The terminal's width in columns; nil when it is no terminal or does not say.
    public var width: Int? {
        var size = winsize()
        guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of `text`. What it holds goes out as it is: escape what comes from elsewhere.
    ///
    /// False when the other end is gone (a closed pipe) or the disk is full; the process must ignore SIGPIPE for that.
    @discardableResult
    public func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Writes all of `bytes`; see `write(_:)`.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { rest in
                unsafe Glibc.write(number, rest.baseAddress, rest.count)
            }
            if count > 0 {
                written += count
            } else if errno == EAGAIN {
                guard waitUntilWritable() else { return false }
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// A terminal that another program has made non-blocking takes more when it says so, and not before.
    private func waitUntilWritable() -> Bool {
        var wait = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&wait, 1, Self.longestWait) == 1
    }

    /// Milliseconds that a full, non-blocking stream may take to accept more.
    private static let longestWait: Int32 = 60_000
}
