import Files
import Glibc
import HTTP
import ReferenceNode
import ReleaseStamp

/// The reference node as a program.
@main
struct Coinjectured {
    private static let usage = """
        usage: coinjectured --config FILE
               coinjectured keygen --output FILE
               coinjectured status | parity-report [--url URL]
               coinjectured load [--node URL]… [--duration 60s] [--txrate 100] [--accounts 1000]
               coinjectured reorg --to-block HASH | --allow-block HASH --token-file FILE [--url URL]
               coinjectured --version | --help

        Runs a node of a small chain until SIGTERM. FILE is YAML; docs/reference-node.md describes its settings.
        keygen writes a new validator's key into a file that must not exist, and prints its public half.
        status and parity-report ask the node at URL (http://127.0.0.1:12346); the report ends with 1 when engines differ.
        load sends transactions to nodes and says what became of them; it ends with 1 when not all are in blocks.
        reorg makes a node go back to a block that nothing final is above of, and refuse what came after it.
        Exit status: 0 stopped by a signal, 1 failed, 64 usage, 78 configuration.

        """
    /// Bytes of a configuration file at most.
    private static let longestConfiguration = 256 * 1024
    /// Bytes of all arguments at most.
    private static let longestCommandLine = 256 * 1024

    /// Not async: the runtime's threads must be started after the signals are blocked, or one of them would take them.
    static func main() {
        TerminationSignals.block()
        // Detached, for this thread is the main actor's; it ends the process, which is all that this thread waits for.
        Task.detached {
            await run()
            _exit(0)
        }
        while true { pause() }
    }

    private static func run() async {
        let stamp: ReleaseStamp
        do throws(ReleaseStampError) {
            stamp = try ReleaseStamp.ofThisProgram()
        } catch {
            end(70, "coinjectured: this program's stamp cannot be used: \(error)\n")
        }
        let arguments = words
        switch (arguments.first, arguments.count) {
        case ("--version", 1): say("coinjectured \(stamp.saidVersion)\n")
        case ("--help", 1): say(usage)
        case ("--config", 2): await run(arguments[1], stamp)
        case ("keygen", 3) where arguments[1] == "--output": KeygenCommand.run(arguments[2])
        case ("load", _):
            guard let command = LoadCommand(Array(arguments.dropFirst())) else { end(64, usage) }
            await load(command)
        case ("reorg", _):
            guard let command = ReorgCommand(Array(arguments.dropFirst())) else { end(64, usage) }
            do throws(HTTPError) { try await command.run() } catch { end(1, "coinjectured: \(error.message)\n") }
        case ("status", 1), ("parity-report", 1): await ask(arguments[0], AskCommand.defaultURL)
        case ("status", 3) where arguments[1] == "--url", ("parity-report", 3) where arguments[1] == "--url":
            await ask(arguments[0], arguments[2])
        default: end(64, usage)
        }
    }

    /// The words that follow the program's name. The kernel's own list: the runtime looks for them below the environment,
    /// where they are not once a preloaded library has moved it, as libfaketime does.
    private static var words: [String] {
        guard let bytes = try? File.read("/proc/self/cmdline", limit: longestCommandLine) else {
            return Array(CommandLine.arguments.dropFirst())
        }
        let words = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().dropFirst()
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func load(_ command: LoadCommand) async {
        do throws(HTTPError) {
            if try await !command.run() { _exit(1) }
        } catch {
            end(1, "coinjectured: \(error.message)\n")
        }
    }

    private static func ask(_ what: String, _ url: String) async {
        do throws(HTTPError) {
            let command = AskCommand(url: url)
            if what == "status" {
                try await command.status()
            } else if try await !command.parityReport() {
                _exit(1)
            }
        } catch {
            end(1, "coinjectured: \(error.message)\n")
        }
    }

    private static func run(_ file: String, _ stamp: ReleaseStamp) async {
        do throws(FileError) {
            let bytes = try File.read(file, limit: longestConfiguration)
            try await run(bytes, file: file, stamp)
        } catch {
            end(78, "coinjectured: \(error)\n")
        }
    }

    private static func run(_ bytes: [UInt8], file: String, _ stamp: ReleaseStamp) async throws(FileError) {
        do throws(NodeError) {
            let configuration = try NodeConfiguration(parsing: bytes, file: file)
            if stamp.fault == .noStart { end(1, "coinjectured: this build does not start (fault no-start)\n") }
            var environment: [String: String] = [:]
            for name in ["CODEC_MODE", "use_rust_bindings", "USE_RUST_BINDINGS"] {
                if let value = unsafe getenv(name) { environment[name] = unsafe String(cString: value) }
            }
            let node = try ReferenceNode(configuration: configuration, stamp: stamp, environment: environment)
            if node.refusesToStart { end(1, "coinjectured: this node does not start (a fault of the lab)\n") }
            try await node.run()
        } catch {
            end(error.code == .configuration ? 78 : 1, "coinjectured: \(error)\n")
        }
    }

    /// Writes to standard output, or to another descriptor.
    static func say(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    static func end(_ status: Int32, _ text: String) -> Never {
        say(text, to: STDERR_FILENO)
        _exit(status)
    }
}
