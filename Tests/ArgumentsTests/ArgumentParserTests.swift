import Arguments
import Testing

@Suite("command lines")
struct ArgumentParserTests {
    @Test(
        "an option and its value may be written in every usual way",
        arguments: [
            "rollout --phase canary -i a.yml", "rollout --phase=canary -ia.yml", "-i a.yml rollout --phase canary",
            "rollout -i=a.yml --phase canary", "--inventory=a.yml rollout --phase=canary",
            "rollout -jyi a.yml --phase canary", "rollout -jyia.yml --phase canary",
        ])
    func spellings(line: String) throws {
        let arguments = try parse(line)
        #expect(arguments.commandPath == ["rollout"])
        #expect(arguments.value("--phase") == "canary")
        #expect(arguments.value("--inventory") == "a.yml")
        #expect(arguments.flag("--json") == line.contains("-jy"))
        #expect(arguments.flag("--yes") == line.contains("-jy"))
        #expect(arguments.values("--limit").isEmpty)
    }

    @Test("a repeatable option keeps its order, an empty value is a value")
    func repeated() throws {
        let arguments = try parse(["rollout", "--phase=", "-l", "b", "--limit=a", "-lc"])
        #expect(arguments.values("--limit") == ["b", "a", "c"])
        #expect(arguments.value("--phase") == "")
    }

    @Test("positionals fill in order, around options")
    func positionals() throws {
        let arguments = try parse("copy -i x there one two")
        #expect(arguments.positional("TARGET") == "there")
        #expect(arguments.positionals("FILE") == ["one", "two"])
        #expect(try parse("lab down").positional("NAME") == nil)
        #expect(try parse("lab down a").positional("NAME") == "a")
    }

    @Test("after -- nothing is an option, and a command that takes a rest gets it untouched")
    func terminator() throws {
        #expect(try parse("copy -- -t --json -- x").positionals("FILE") == ["--json", "--", "x"])
        let run = try parse("run all -- uptime -h --json -- x")
        #expect(run.positional("HOSTS") == "all")
        #expect(run.rest == ["uptime", "-h", "--json", "--", "x"])
    }

    @Test("a dash alone is a positional, and negative numbers are values")
    func dash() throws {
        #expect(try parse("copy - -").positionals("FILE") == ["-"])
        #expect(try parse("lab up -n -5").value("--nodes") == "-5")
    }

    @Test("a lone flag excuses everything else")
    func loneFlag() throws {
        let arguments = try parse("--version")
        #expect(arguments.commandPath.isEmpty && arguments.flag("--version"))
        #expect(try parse("rollout --version").flag("--version"))
    }

    @Test("numbers are checked against their range")
    func integers() throws {
        #expect(try parse("lab up").integer("--nodes", in: 1...9) == nil)
        #expect(try parse("lab up -n9").integer("--nodes", in: 1...9) == 9)
        for text in ["0", "10", "ten", "1.0", "9223372036854775808", ""] {
            let arguments = try parse(["lab", "up", "--nodes=\(text)"])
            let error = #expect(throws: UsageError.self) { try arguments.integer("--nodes", in: 1...9) }
            #expect(error?.message == "invalid value '\(text)' for '--nodes': expected a whole number from 1 to 9")
        }
    }
}

@Suite("usage errors")
struct UsageErrorTests {
    @Test(
        "what is wrong is said, with what was probably meant",
        arguments: [
            ("rollout --limt a", "unknown option '--limt' (did you mean '--limit'?)"),
            ("rolout", "unknown command 'rolout' (did you mean 'rollout'?)"),
            ("roll", "unknown command 'roll' (did you mean 'rollout'?)"),
            ("lab pu", "unknown command 'pu' (did you mean 'up'?)"),
            ("rollout --inven x", "unknown option '--inven' (did you mean '--inventory'?)"),
            ("completely-else", "unknown command 'completely-else'"),
            ("rollout --bogus-thing=1", "unknown option '--bogus-thing'"),
            ("rollout -x", "unknown option '-x'"),
            ("rollout -jxy", "unknown option '-x' in '-jxy'"),
            ("rollout -phase canary", "unknown option '-p' in '-phase' (did you mean '--phase'?)"),
            ("rollout", "missing option '--phase PHASE'"),
            ("rollout --phase", "missing value: '--phase PHASE'"),
            (
                "rollout --phase --json",
                "missing value: '--phase PHASE'; write '--phase=--json' if '--json' is meant"
            ),
            ("rollout --phase a --phase b", "'--phase' stands twice"),
            ("-i a rollout -i b", "'-i' stands twice"),
            ("rollout --json=yes --phase a", "'--json' takes no value"),
            ("rollout -j=1 --phase a", "'-j' takes no value"),
            (
                "rollout --color alwys",
                "invalid value 'alwys' for '--color': expected one of auto, always, never (did you mean 'always'?)"
            ),
            ("copy", "missing TARGET"), ("copy a", "missing FILE"),
            ("lab up x", "unexpected argument 'x'"), ("lab down a b", "unexpected argument 'b'"),
            ("-- rollout", "unexpected argument 'rollout'"),
            ("help nothing", "unknown command 'nothing'"),
        ])
    func message(line: String, message: String) {
        let error = #expect(throws: UsageError.self) { try parse(line) }
        #expect(error?.description.split(separator: "\n").first == "error: \(message)")
    }

    @Test("the error names the page to read")
    func page() {
        let error = #expect(throws: UsageError.self) { try parse("lab up --node 3") }
        #expect(
            error?.description == """
                error: unknown option '--node' (did you mean '--nodes'?)
                See 'fleet lab up --help'.
                """)
        #expect(UsageError.exitCode == 64)
    }

    @Test("a word of a million letters costs nothing")
    func long() {
        let word = String(repeating: "x", count: 1_000_000)
        let error = #expect(throws: UsageError.self) { try parse([word]) }
        #expect(error?.suggestion == nil)
    }
}
