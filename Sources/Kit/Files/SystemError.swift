internal import Glibc

/// What the kernel answered: an `errno` value and the words the C library has for it.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The value of `errno` (errno(3)).
    public let number: Int32

    /// An error with a known number.
    public init(number: Int32) {
        self.number = number
    }

    /// The number that the last failed call of this thread left in `errno`.
    public static var last: SystemError { SystemError(number: errno) }

    /// The C library's words, such as `No such file or directory`.
    public var description: String {
        var text = [CChar](repeating: 0, count: Self.longestText)
        guard unsafe strerror_r(number, &text, text.count) == 0 else { return "error \(number)" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static let longestText = 256
}

extension SystemError {
    /// There is no such file (`ENOENT`).
    public static let notFound = SystemError(number: ENOENT)
    /// The file is there already (`EEXIST`).
    public static let alreadyExists = SystemError(number: EEXIST)
    /// The permissions forbid it (`EACCES`).
    public static let accessDenied = SystemError(number: EACCES)
    /// The disk is full (`ENOSPC`).
    public static let noSpace = SystemError(number: ENOSPC)
    /// The other end of a pipe or connection is gone (`EPIPE`).
    public static let brokenPipe = SystemError(number: EPIPE)
    /// A directory where a file was wanted (`EISDIR`).
    public static let isDirectory = SystemError(number: EISDIR)
    /// It would have to wait (`EWOULDBLOCK`).
    public static let wouldBlock = SystemError(number: EWOULDBLOCK)
}
