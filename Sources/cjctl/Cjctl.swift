import Arguments
import Commands
import FoundationEssentials
import Glibc
import Reactor
import Terminal

/// Parses, wires, runs, and ends with the command's exit code.
@main
struct Cjctl {
    static let version = "0.1.0"

    static func main() async {
        let tree = CommandTree(version: version)
        let words = Array(CommandLine.arguments.dropFirst())
        let output = Output(environment: ProcessInfo.processInfo.environment)
        do throws(UsageError) {
            switch try ArgumentParser(tree.specification).parse(words) {
            case .help(let page): StandardStream.output.write(page.text(width: output.width))
            case .run(let arguments):
                if arguments.flag("--version") {
                    StandardStream.output.write("cjctl \(version)\n")
                } else {
                    end(await run(arguments, of: tree, output))
                }
            }
            end(0)
        } catch {
            StandardStream.error.write("\(error)\n")
            end(UsageError.exitCode)
        }
    }

    private static func run(_ arguments: ParsedArguments, of tree: CommandTree, _ output: Output) async -> Int32 {
        OpenFileLimit.raise()
        do throws(ReactorError) {
            let context = try LiveContext.make(arguments, output: output)
            let code = await tree.run(context)
            await context.workshop.close()
            return code.rawValue
        } catch {
            StandardStream.error.write("cjctl cannot start: \(error)\n")
            return ExitCode.failed.rawValue
        }
    }

    /// Ends the process at once. `exit` would run the C libraries' exit handlers, which free what the reactor's thread may
    /// still be using for a session or a probe that nobody waits for any more. There is nothing for them to do: the streams
    /// are not buffered, and what the ledger has committed is on the disk.
    private static func end(_ code: Int32) -> Never { _exit(code) }
}
