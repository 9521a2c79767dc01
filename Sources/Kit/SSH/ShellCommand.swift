/// Quotes one word for a POSIX shell.
public enum ShellWord {
    /// Bytes that no shell gives a meaning, wherever they stand in a word.
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+".utf8)

    /// The word as the shell reads it back, byte for byte; a NUL byte cannot be part of any word.
    ///
    /// Between single quotes nothing has a meaning (POSIX, Shell Command Language 2.2.2), so that only a single quote has
    /// to be taken out: `'\''`. Bytes are looked at and not characters: a quote followed by a combining mark is one
    /// character, but still ends the quoting.
    public static func quote(_ word: String) -> String {
        isPlain(word) ? word : quoteAlways(word)
    }

    static func quoteAlways(_ word: String) -> String {
        var bytes = [UInt8(ascii: "'")]
        for byte in word.utf8 {
            if byte == UInt8(ascii: "'") { bytes += #"'\''"#.utf8 } else { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "'"))
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isPlain(_ word: String) -> Bool { !word.isEmpty && word.utf8.allSatisfy(plain.contains) }
}

/// A program and its arguments as the one line that SSH hands to the user's login shell.
public struct ShellCommand: Hashable, Sendable {
    public let text: String

    /// Nil for an empty list, and when an argument holds a NUL byte, which no program can be given.
    public init?(_ arguments: [String]) {
        guard let program = arguments.first, !arguments.contains(where: { $0.utf8.contains(0) }) else { return nil }
        // Quoted unless it is a path: `time` or `if` bare would be the shell's own word.
        let isPath = ShellWord.isPlain(program) && program.utf8.contains(UInt8(ascii: "/"))
        let first = isPath ? program : ShellWord.quoteAlways(program)
        text = ([first] + arguments.dropFirst().map(ShellWord.quote)).joined(separator: " ")
    }
}
