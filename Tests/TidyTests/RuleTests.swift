import Testing

/// Each rule must be seen to object, or it is no rule.
@Suite("the rules of the house fire")
struct RuleTests {
    @Test("a file of 401 lines is too long, one of 400 is not")
    func fileLength() {
        #expect(LengthRule.files(file(String(repeating: "\n", count: 400))).isEmpty)
        #expect(LengthRule.files(file(String(repeating: "\n", count: 401))).count == 1)
    }

    @Test(
        "a function of 61 lines is too long, one of 60 is not",
        arguments: ["func long(", "    public init(", "subscript(", "var long: Int", "deinit"])
    func functionLength(start: String) {
        let head = start.hasSuffix("(") ? "\(start)a: Int) -> Int {\n" : "\(start) {\n"
        for (lines, count) in [(58, 0), (59, 1)] {
            let body = String(repeating: "    if x { y() }\n", count: lines)
            #expect(LengthRule.functions(file("struct S {\n\(head)\(body)}\n}\n")).count == count)
        }
    }

    @Test("a long type, a long closure argument and a call to an initialiser are no functions")
    func notFunctions() {
        let body = String(repeating: "    case a\n", count: 80)
        #expect(LengthRule.functions(file("enum E {\n\(body)}\n")).isEmpty)
        #expect(LengthRule.functions(file("let x = S.init(1) {\n\(body)}\n")).isEmpty)
    }

    @Test(
        "what the house forbids is found in code, and only there",
        arguments: [
            "try! f()", "x as! Int", "fatalError(\"\")", "final class C: @unchecked Sendable {}",
            "nonisolated(unsafe) let x = 1", "let t = Date()", "let t = Date.now", "let id = UUID()",
            "let n = Int.random(in: 0...1)", "print(1)", "try await Task.sleep(for: .seconds(1))", "usleep(1)",
            "var shared = 1", "private var shared = 1",
        ])
    func constructs(code: String) {
        #expect(ConstructRule.findings(file(code)).count == 1)
        #expect(ConstructRule.findings(file("// \(code)\n/* \(code) */ let x = #\"\(code)\"#")).isEmpty)
        #expect(ConstructRule.findings(SourceFile(path: "Tests/T.swift", text: code)).isEmpty)
    }

    @Test("code that only looks similar is let through")
    func similar() {
        let code =
            "struct S {\n    var x = 1\n}\nblueprint(1)\noutput.print(1)\nfunc print(_ x: Int)\nlet d = UpdateDate()\nvar text: String {\n    \"\"\n}\n"
        #expect(ConstructRule.findings(file(code)) == [])
    }

    @Test("unfinished work and machine paths are found in any text", arguments: WordRule.words + WordRule.unfinished)
    func words(word: String) {
        let text = SourceFile(path: "README.md", text: "Fine.\nThis is \(word) so.\n")
        #expect(WordRule.findings(text, root: "/srv/x").map(\.line) == [2])
        #expect(WordRule.findings(SourceFile(path: "a.md", text: "pre\(word)s"), root: "/srv/x").isEmpty)
    }

    @Test(
        "a path of one machine is found, a folder that is only called alike is not",
        arguments: [
            ("cd /srv/x/cjctl", 1), ("see `/ro" + "ot/x`", 1), ("/ho" + "me/me/x", 1),
            ("\\(folder)/ro" + "ot/store", 0),
            ("a/ho" + "me/x", 0), ("path + \"/ro" + "ot/store\"", 0), ("/rootless/x", 0),
        ])
    func machinePath(text: String, count: Int) {
        #expect(WordRule.findings(SourceFile(path: "docs/a.md", text: text), root: "/srv/x").count == count)
    }

    @Test(
        "a test that sleeps, cannot fail, is off or lends its sockets is found",
        arguments: [
            "try await Task.sleep(for: .seconds(1))", "usleep(10)", "try await clock.sleep(until: t)", "#expect(true)",
            "@Test(.disabled(\"flaky\"))", "socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)",
        ])
    func sleepingTests(code: String) {
        #expect(TestRule.findings(SourceFile(path: "Tests/T.swift", text: code)).count == 1)
        #expect(
            TestRule.findings(SourceFile(path: "Tests/T.swift", text: "let script = \"\"\"\n\(code)\n\"\"\"")).isEmpty)
    }
}

private func file(_ text: String) -> SourceFile {
    SourceFile(path: "Sources/Kit/Files/Sample.swift", text: text)
}
