import Checksums
import Testing

@Suite("digests as sha256sum prints them", .timeLimit(.minutes(2)))
struct PrintDigestsTests {
    private let bench: Bench

    init() throws {
        bench = try Bench()
    }

    /// Names that a shell, a line or a terminal could stumble over.
    static let names = [
        "plain", "a b", " leading", "trailing ", "back\\slash", "new\nline", "carriage\rreturn", "both\\\n\r",
        "tab\there",
        "quote'd", "quote'd and $", "double\"d", "$HOME", "*", "?", "a?b", "[", "]", "a]b", "{", "{a", "}", "#first",
        "not#first", "~", "a~", "~'", "a'~", "colon:d", "equals=d", "semi;colon", "a&b", "a|b", "(", "<", "!", "^", "`",
        "é", "é'x", "日本", "zero\u{200B}width", "line\u{2028}separator", "unassigned\u{0378}", "private\u{E000}",
        "escape\u{1B}[2J", "bell\u{7}", "\u{7F}", "c1\u{85}", "two\u{1}\u{2}in a row\u{3}", "-dash", "%+,-._@",
        "\u{FEFF}",
    ]

    @Test("every awkward name is printed as coreutils prints it", arguments: names)
    func present(name: String) async throws {
        try bench.write(name, "content of \(name)")
        let ours = try await bench.ours { await $0.printDigests(of: [Array(name.utf8)], $1) }
        #expect(try await ours == bench.theirs(["--", name]))
        #expect(ours.code == 0)
        for (words, form) in Self.forms {
            let formed = try await bench.ours { await $0.printDigests(of: [Array(name.utf8)], form: form, $1) }
            #expect(try await formed == bench.theirs(words + ["--", name]), "\(words)")
        }
    }

    /// Every form in which lines can be printed.
    static let forms: [([String], ChecksumForm)] = (0..<8).map { choice in
        var form = ChecksumForm()
        (form.isBinary, form.isTagged, form.isZeroTerminated) = (choice & 1 != 0, choice & 2 != 0, choice & 4 != 0)
        // Of --binary and --tag coreutils wants the first one first.
        let words =
            [form.isBinary ? "-b" : "-t"] + (form.isTagged ? ["--tag"] : []) + (form.isZeroTerminated ? ["-z"] : [])
        return (words, form)
    }

    @Test("every awkward name that is missing is complained of as coreutils does", arguments: names)
    func missing(name: String) async throws {
        let ours = try await bench.ours { await $0.printDigests(of: [Array(name.utf8)], $1) }
        #expect(try await ours == bench.theirs(["--", name]))
        #expect(ours.code == 1)
    }

    @Test("directories, missing files and good ones are told apart in one run")
    func mixed() async throws {
        try bench.write("one", "1")
        try bench.write("two", "")
        let names = ["one", ".", "nothing", "two", "", "one/below", "/"]
        let ours = try await bench.ours { await $0.printDigests(of: names.map { Array($0.utf8) }, $1) }
        #expect(try await ours == bench.theirs(names))
        #expect(ours.code == 1)
    }

    @Test("a dash is standard input, and so is no name at all", arguments: [["-"], [], ["one", "-"], ["-", "-"]])
    func standardInput(names: [String]) async throws {
        try bench.write("one", "1")
        let ours = try await bench.ours(input: "from outside") {
            await $0.printDigests(of: names.map { Array($0.utf8) }, $1)
        }
        #expect(try await ours == bench.theirs(names, input: "from outside"))
    }
}

@Suite("names that are no text", .timeLimit(.minutes(2)))
struct RawNameTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    static let names: [[UInt8]] = [
        [0xFF], [0xFF, 0x78], [0x78, 0xC3], [0xC3, 0x28], [0xE2, 0x82], [0x61, 0x80, 0x62], [0xED, 0xA0, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF, 0x27], [0xC3, 0xA9, 0xFE],
    ]

    @Test("are printed, checked and complained of as coreutils does", arguments: names)
    func raw(name: [UInt8]) async throws {
        try await bench.shell("printf content >\"$1\"", name)
        let printed = try await bench.oursRaw { await $0.printDigests(of: [name], $1) }
        #expect(try await printed.output == bench.shell("sha256sum -- \"$1\"", name))
        try await bench.shell("sha256sum -- \"$1\" >sums", name)
        let checked = try await bench.oursRaw { await $0.check([Array("sums".utf8)], $1) }
        #expect(try await checked.output == bench.shell("sha256sum -c sums", name))
        try await bench.shell("rm -- \"$1\"", name)
        let missing = try await bench.oursRaw { await $0.printDigests(of: [name], $1) }
        #expect(try await missing.errors == bench.shell("sha256sum -- \"$1\" 2>&1 || :", name))
    }
}

@Suite("checks as sha256sum makes them", .timeLimit(.minutes(2)))
struct CheckTests {
    private static let good = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    private static let bad = "0d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    private let bench: Bench

    init() throws {
        bench = try Bench()
        for name in ["x", "a b", " lead", "new\nline", "carriage\rreturn", "back\\slash", "par) = en", "*star"] {
            try bench.write(name, "x")
        }
    }

    static let listings = [
        "\(good)  x\n", "\(good) *x\n", "\(good) x\n", "\(good)  x", "\(good)  x\r\n", "\(good)\tx\n",
        "\(good)   lead\n",
        "  \(good)  x\n", "\t\(good)  x\n", "\(good.uppercased())  x\n", "\(bad)  x\n", "\(good)  a b\n",
        "\(good)  missing\n",
        "\(good)  .\n", "\(good)  x/y\n", "\(good)  \n", "\(good) \n", "\(good)\n", "\(good)x\n", "\(good)0  x\n",
        "\(good.dropLast())  x\n", "\\\(good)  new\\nline\n", "\\\(good)  carriage\\rreturn\n",
        "\\\(good)  back\\\\slash\n",
        "\\\(good)  bad\\qescape\n", "\\\(good)  ends\\\n", "\(good)  back\\slash\n", "\(good)  carriage\rreturn\n",
        "SHA256 (x) = \(good)\n", "SHA256(x)= \(good)\n", "SHA256 (par) = en) = \(good)\n", "SHA256 (x) = \(bad)\n",
        "SHA256 (x) = \(good)0\n", "SHA256 x = \(good)\n", "SHA256 (x = \(good)\n", "SHA256 () = \(good)\n",
        "\\SHA256 (new\\nline) = \(good)\n", "SHA1 (x) = \(good)\n", "MD5 (x) = \(good)\n", "# comment\n\(good)  x\n",
        " # no comment\n\(good)  x\n", "\n\n\(good)  x\n\n", "\r\n\(good)  x\n", "", "\n", "# only\n", "nonsense\n",
        "\(good)  x\nnonsense\n", "\(good)  x\nnonsense\nmore\n", "\(bad)  x\n\(bad)  a b\n",
        "\(good)  no\n\(good)  no2\n",
        "\(good)  x\n\(bad)  x\n\(good)  missing\nnonsense\n", "\(good) x\n\(good)  x\n", "\(good)  x\n\(good) x\n",
        "\(good) x\n\(good) *star\n", "\(good)  -\n", "\(bad)  missing one\n", "\(good)  ../\n",
        "\(good)  /etc/hostname\n",
        "\(good)  $HOME's\n",
    ]

    static let options: [([String], ChecksumCheckOptions)] = {
        var all: [([String], ChecksumCheckOptions)] = []
        for choice in 0..<32 {
            var names: [String] = []
            var options = ChecksumCheckOptions()
            if choice & 1 != 0 {
                names.append("--strict")
                options.isStrict = true
            }
            if choice & 2 != 0 {
                names.append("--warn")
                options.warnsOfMalformedLines = true
            }
            // Of --warn, --quiet and --status coreutils lets the last one win; one at a time is what people write.
            if choice & 4 != 0, choice & 2 == 0 {
                names.append("--quiet")
                options.omitsSuccesses = true
            }
            if choice & 8 != 0, choice & 6 == 0 {
                names.append("--status")
                options.omitsResults = true
            }
            if choice & 16 != 0 {
                names.append("--ignore-missing")
                options.ignoresMissingFiles = true
            }
            if !all.contains(where: { $0.0 == names }) { all.append((names, options)) }
        }
        return all
    }()

    @Test("every kind of line is read and answered as coreutils does", arguments: listings)
    func listing(text: String) async throws {
        try bench.write("sums", text)
        let ours = try await bench.ours { await $0.check([Array("sums".utf8)], $1) }
        #expect(try await ours == bench.theirs(["-c", "sums"]))
        let fromInput = try await bench.ours(input: text) { await $0.check([Array("-".utf8)], $1) }
        #expect(try await fromInput == bench.theirs(["-c", "-"], input: text))
    }

    @Test("every option changes the answer as coreutils does", arguments: options)
    func option(names: [String], options: ChecksumCheckOptions) async throws {
        let lines = ["\(Self.good)  x\n", "\(Self.bad)  a b\n", "\(Self.good)  missing\n", "nonsense\n"]
        for choice in 1..<16 {
            let text = lines.enumerated().filter { choice & (1 << $0.offset) != 0 }.map(\.element).joined()
            try bench.write("sums", text)
            let ours = try await bench.ours { await $0.check([Array("sums".utf8)], options: options, $1) }
            #expect(try await ours == bench.theirs(["-c"] + names + ["sums"]), "\(names) \(text)")
        }
    }

    @Test("two hundred listings put together at random are answered as coreutils does")
    func random() async throws {
        let pieces = [
            Self.good, Self.bad, "  ", " ", " *", "\t", "x", "a b", "\\", "\\n", "\n", "\r\n", "#", "SHA256 (",
            "SHA256(",
            ") = ", "=", "new\\nline", "-", "", "é",
        ]
        var state: UInt64 = 20_260_101
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            try bench.write("sums", text)
            let ours = try await bench.ours { await $0.check([Array("sums".utf8)], $1) }
            #expect(try await ours == bench.theirs(["-c", "sums"]), "\(text.debugDescription)")
        }
    }

    @Test("several listings, missing ones and directories are answered as coreutils does")
    func several() async throws {
        try bench.write("one", "\(Self.good)  x\n")
        try bench.write("two", "\(Self.bad)  x\n")
        for names in [["one", "two"], ["one", "nothing"], ["."], ["one", "a b"], ["x", "one"], ["no such'"]] {
            let ours = try await bench.ours { await $0.check(names.map { Array($0.utf8) }, $1) }
            #expect(try await ours == bench.theirs(["-c"] + names))
        }
    }

    @Test("what is printed can be checked again, whatever the names")
    func roundTrip() async throws {
        for name in PrintDigestsTests.names { try bench.write(name, "x") }
        let printed = try await bench.ours {
            await $0.printDigests(of: PrintDigestsTests.names.map { Array($0.utf8) }, $1)
        }
        try bench.write("sums", printed.output)
        let checked = try await bench.ours { await $0.check([Array("sums".utf8)], $1) }
        #expect(checked.code == 0 && checked.errors.isEmpty)
        #expect(checked.output.split(separator: "\n").count == PrintDigestsTests.names.count)
    }
}
