import Arguments
import Testing

@Suite("help pages")
struct HelpPageTests {
    @Test("the page of a command says all that there is to know")
    func page() throws {
        #expect(
            try help("rollout --help").text() == """
                Take a release through the fleet.

                Usage: fleet rollout --phase PHASE [options]

                A phase returns when its bake has passed, and the next phase is refused until
                then, so that nobody has to watch the clock.

                Nothing is stopped before everything is verified.

                Options:
                      --phase PHASE             Which phase to run.
                  -l, --limit HOSTS             Only these hosts.
                      --color auto|always|never
                                                When to colour.
                  -j, --json                    Print JSON.
                  -y, --yes                     Do not ask.
                      --a-name-that-needs-a-line LONG-VALUE
                                                Shown on two lines, both aligned.
                  -h, --help                    Show this page.

                Also understood:
                  -i, --inventory FILE  Which hosts. Default: hosts.yml.
                      --version         Say the version.

                Examples:
                  fleet rollout --phase canary
                      Change the first hosts and watch them.

                Exit codes:
                  0   The phase has passed.
                  64  Wrong usage.

                """)
    }

    @Test("the page of the program lists its commands")
    func root() throws {
        let text = try help("").text()
        #expect(text.contains("Usage: fleet [options] COMMAND"))
        #expect(text.contains("  rollout  Take a release through the fleet.\n  run      Run a command on hosts.\n"))
    }

    @Test(
        "help is asked for in every usual way",
        arguments: ["lab up --help", "lab up -h", "help lab up", "lab up -n 3 -h", "lab up x -h"])
    func ways(line: String) throws {
        #expect(try help(line).usage == "fleet lab up [options]")
    }

    @Test("a command that only holds others shows its page")
    func group() throws {
        #expect(try help("lab").usage == "fleet lab [options] COMMAND")
        #expect(HelpPage(sample, names: ["lab", "nothing"]) == nil)
    }

    @Test("usage shows what must, may and can stand often")
    func usage() throws {
        #expect(try help("copy -h").usage == "fleet copy [options] TARGET FILE…")
        #expect(try help("run -h").usage == "fleet run [options] HOSTS -- COMMAND…")
        #expect(try help("lab down -h").usage == "fleet lab down [options] [NAME]")
    }

    @Test("no line is wider than asked for", arguments: [50, 60, 80, 120])
    func width(width: Int) throws {
        for line in try help("rollout -h").text(width: width).split(separator: "\n") {
            #expect(line.count <= width, "\(line)")
        }
    }

    private func help(_ line: String) throws -> HelpPage {
        let words = line.split(separator: " ").map(String.init)
        guard case .help(let page) = try ArgumentParser(sample).parse(words) else {
            throw UsageError("not a help page", command: line)
        }
        return page
    }
}
