/// What a command reads on standard input; it always ends, with end of file.
///
/// A source is asked by position, so that one source serves any number of sessions and nobody holds the whole content: the
/// closure reads a piece of a file (pread) and returns it.
public struct SSHInput: Sendable {
    /// The bytes from an offset on, at most `limit` of them; empty at the end. It runs off the reactor and may take its time:
    /// meanwhile the command's output comes in, and its deadline holds.
    public typealias Source = @concurrent @Sendable (_ offset: Int, _ limit: Int) async throws -> [UInt8]

    enum Content: Sendable {
        case bytes([UInt8])
        case source(Source)
    }

    /// How much is taken from a source at a time, in bytes.
    static let pieceLength = 256 * 1024

    let content: Content
    /// What goes on before the content is asked for; nil: nothing.
    public private(set) var dialogue: (any SSHDialogue)?
    /// Whether the command gets a terminal: then its errors come among its output, and its input is lines of text.
    public private(set) var isOnTerminal = false

    private init(content: Content) { self.content = content }

    /// Nothing: end of file at once.
    public static let none = SSHInput(content: .bytes([]))

    public static func bytes(_ bytes: [UInt8]) -> SSHInput { SSHInput(content: .bytes(bytes)) }

    public static func source(_ read: @escaping Source) -> SSHInput {
        SSHInput(content: .source(read))
    }

    /// The same, given only once the dialogue says so.
    public func after(_ dialogue: any SSHDialogue, onTerminal isOnTerminal: Bool = false) -> SSHInput {
        var input = self
        (input.dialogue, input.isOnTerminal) = (dialogue, isOnTerminal)
        return input
    }

    /// True when it is known that there is nothing to read.
    public var isEmpty: Bool {
        if case .bytes(let bytes) = content { bytes.isEmpty } else { false }
    }

    /// The bytes from an offset on, some of them; empty at the end.
    public func piece(at offset: Int) async throws -> ArraySlice<UInt8> {
        switch content {
        case .bytes(let bytes): bytes[min(offset, bytes.count)...]
        case .source(let read): try await read(offset, Self.pieceLength)[...]
        }
    }
}
