/// A place in a file that a person wrote. Lines and columns start at 1; a column counts characters (Unicode scalars).
public struct SourceMark: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The file's name as the person gave it.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int

    /// A place in `file`.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, as compilers print it.
    public var description: String { "\(file):\(line):\(column)" }

    /// By file, then line, then column.
    public static func < (left: SourceMark, right: SourceMark) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
