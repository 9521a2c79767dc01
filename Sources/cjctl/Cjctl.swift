import Arguments
import Commands
import Glibc
import Terminal

/// Parses, wires, runs, and ends with the command's exit code.
@main
struct Cjctl {
    static let version = "0.1.0"

    static func main() async {
        let tree = CommandTree(version: version)
        let words = Array(CommandLine.arguments.dropFirst())
        let output = Output()
        do throws(UsageError) {
            switch try ArgumentParser(tree.specification).parse(words) {
            case .help(let page): StandardStream.output.write(page.text(width: output.width))
            case .run(let arguments):
                if arguments.flag("--version") {
                    StandardStream.output.write("cjctl \(version)\n")
                } else {
                    let code = await tree.run(LiveContext.make(arguments, output: output))
                    exit(code.rawValue)
                }
            }
        } catch {
            StandardStream.error.write("\(error)\n")
            exit(UsageError.exitCode)
        }
    }
}
