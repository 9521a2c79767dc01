internal import Files
internal import Glibc
internal import Processes

/// Where a secret comes from. The place may be written down; what is there may not.
public enum SecretSource: Hashable, Sendable {
    /// The first line of a file that only its owner may read.
    case file(String)
    /// A variable of this process's environment.
    case environment(String)
    /// The first line that a program of this machine prints: a password store's.
    case command([String])
    /// A person, at the terminal of this process, without echo.
    case terminal(prompt: String)

    /// How long a program may take; it may ask a person to touch a key.
    public static let commandDeadline = Duration.seconds(120)

    /// Reads `file:PATH`, `env:NAME`, `command:PROGRAM ARGUMENT…` (split at blanks) or `ask`.
    public init(_ text: String, prompt: String) throws(SecretError) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count > 1 ? parts[1] : nil) {
        case ("ask", nil): self = .terminal(prompt: prompt)
        case ("file", let path?): self = .file(path)
        case ("env", let name?): self = .environment(name)
        case ("command", let line?): self = .command(line.split(separator: " ").map(String.init))
        default:
            // What was typed is not repeated: it may be the secret itself.
            throw SecretError(
                .unknownSource, "where the secret is",
                "a secret comes from file:PATH, env:NAME, command:PROGRAM ARGUMENT… or ask")
        }
    }

    /// Reads it now.
    public func read() async throws(SecretError) -> Secret {
        switch self {
        case .file(let path): try Self.checked(Self.firstLine(try readFile(path)), path)
        case .environment(let name): try Self.checked(try Self.variable(name), "$\(name)")
        case .command(let words): try Self.checked(Self.firstLine(try await Self.output(of: words)), words.first ?? "")
        case .terminal(let prompt): try Self.checked(try await TerminalQuestion.ask(prompt), "the terminal")
        }
    }

    /// Anybody else who may read the file knows the secret: better said now than found out later.
    private func readFile(_ path: String) throws(SecretError) -> [UInt8] {
        let mode: UInt32
        let content: [UInt8]
        do throws(FileError) {
            mode = try File.metadata(path).mode
            content = try File.read(path, limit: Secret.maximumLength)
        } catch {
            throw SecretError(.unavailable, path, error.reason)
        }
        guard mode & 0o077 == 0 else {
            throw SecretError(.unavailable, path, "others may read it; chmod 600 it first")
        }
        return content
    }

    private static func variable(_ name: String) throws(SecretError) -> [UInt8] {
        guard let value = unsafe getenv(name) else { throw SecretError(.unavailable, "$\(name)", "it is not set") }
        return unsafe Array(String(cString: value).utf8)
    }

    private static func output(of words: [String]) async throws(SecretError) -> [UInt8] {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(words, deadline: commandDeadline)
        } catch {
            throw SecretError(.unavailable, words.first ?? "", "\(error)")
        }
        guard result.status.isSuccess else {
            throw SecretError(.unavailable, words.first ?? "", "the program failed: \(result.status)")
        }
        return result.output
    }

    private static func firstLine(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }

    private static func checked(_ bytes: [UInt8], _ source: String) throws(SecretError) -> Secret {
        let hasBreak = bytes.contains { $0 == 0 || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        guard !bytes.isEmpty, bytes.count <= Secret.maximumLength, !hasBreak else {
            let reason = "it is empty, longer than \(Secret.maximumLength) bytes, or not one line"
            throw SecretError(.unusable, source, reason)
        }
        return Secret(bytes)
    }
}
