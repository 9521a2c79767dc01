import Files
import Glibc
import ReferenceNode
import ReleaseStamp

/// The reference node as a program.
@main
struct Coinjectured {
    private static let usage = """
        usage: coinjectured --config FILE
               coinjectured --version | --help

        Runs a node of a small chain until SIGTERM. FILE is YAML; docs/reference-node.md describes its settings.
        Exit status: 0 stopped by a signal, 1 failed, 64 usage, 78 configuration.

        """
    /// Bytes of a configuration file at most.
    private static let longestConfiguration = 256 * 1024

    static func main() async {
        // Before anything that starts a thread.
        TerminationSignals.block()
        let stamp: ReleaseStamp
        do throws(ReleaseStampError) {
            stamp = try ReleaseStamp.ofThisProgram()
        } catch {
            end(70, "coinjectured: this program's stamp cannot be used: \(error)\n")
        }
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("--version", 1): say("coinjectured \(stamp.saidVersion)\n", to: STDOUT_FILENO)
        case ("--help", 1): say(usage, to: STDOUT_FILENO)
        case ("--config", 2): await run(arguments[1], stamp)
        default: end(64, usage)
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
            try await ReferenceNode(configuration: configuration, stamp: stamp).run()
        } catch {
            end(error.code == .configuration ? 78 : 1, "coinjectured: \(error)\n")
        }
    }

    private static func say(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func end(_ status: Int32, _ text: String) -> Never {
        say(text, to: STDERR_FILENO)
        _exit(status)
    }
}
