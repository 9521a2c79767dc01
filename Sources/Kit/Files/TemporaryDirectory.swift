internal import Glibc

/// A fresh directory that only its owner may enter (mode 0700), removed with its content at the end of scope.
public struct TemporaryDirectory: ~Copyable, Sendable {
    /// Where it is.
    public let path: String

    /// Makes the directory under `parent` with a name that starts with `prefix`.
    public init(prefix: String, in parent: String = "/tmp") throws(FileError) {
        let template = FilePath.join(parent, "\(prefix)-XXXXXX")
        guard !template.utf8.contains(0) else { throw FileError("make directory", template, .illegalPath) }
        var buffer = Array(template.utf8CString)
        let isMade = unsafe mkdtemp(&buffer) != nil
        guard isMade else { throw FileError("make directory", template, .system(.last)) }
        path = String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        try? Directory.removeTree(path)
    }

    /// The path of a name inside.
    public borrowing func file(_ name: String) -> String { FilePath.join(path, name) }
}
