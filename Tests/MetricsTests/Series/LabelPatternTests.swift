import Metrics
import Testing

@Suite("Matching labels")
struct LabelPatternTests {
    @Test(
        "a pattern matches a value as a whole",
        arguments: [
            ("5..", "503", true), ("5..", "5033", false), ("5..", "50", false), ("", "", true), ("", "a", false),
            ("a|b|cd", "cd", true), ("a|b|cd", "d", false), ("a(b|c)*d", "abcbd", true), ("a(b|c)*d", "abxd", false),
            ("val-\\d+", "val-12", true), ("val-\\d+", "val-", false), ("[a-c]+[^,]", "abc!", true),
            ("[a-c]+[^,]", "abc,", false), ("x?y", "y", true), ("x?y", "xxy", false), (".*", "any thing", true),
            (".+", "", false), ("(?:a|b)?", "", true), ("a\\.b", "a.b", true), ("a\\.b", "aXb", false),
            ("[]a]", "]", true), ("[a-]", "-", true), ("ä.", "äö", true), ("(a|b|)+", "abba", true), ("a||b", "", true),
            ("\\w+", "Ab_9", true), ("\\D", "x", true), ("[\\d.]+", "10.2", true), (".", "\n", false),
        ])
    func matching(_ pattern: String, _ value: String, _ expected: Bool) throws {
        #expect(try LabelPattern(pattern).matches(value) == expected)
    }

    @Test(
        "what is not understood is refused and never misread",
        arguments: [
            "a{2}", "^a", "a$", "(a", "a)", "[a", "*a", "a**", "a\\", "(?i)a", "\\bword", "[[:alpha:]]", "[b-a]",
        ])
    func refused(_ pattern: String) {
        #expect(throws: LabelPattern.Refusal.self) { try LabelPattern(pattern) }
        #expect(throws: LabelPattern.Refusal.self) {
            try LabelPattern(String(repeating: "(", count: 100) + String(repeating: ")", count: 100))
        }
    }

    @Test("a pattern that would cost a backtracking matcher for ever costs this one nothing")
    func linear() throws {
        let value = String(repeating: "a", count: 5000)
        #expect(try !LabelPattern("(a+)+(a*)*b").matches(value))
        #expect(try LabelPattern("(a+)+(a*)*b").matches(value + "b"))
    }

    @Test("a label that is not there has the empty value")
    func absent() throws {
        let labels = LabelSet(["code": "503"])
        #expect(LabelMatcher("code", .equals("503")).matches(labels))
        #expect(!LabelMatcher("code", .differs("503")).matches(labels))
        #expect(LabelMatcher("other", .equals("")).matches(labels))
        #expect(LabelMatcher("other", .differs("x")).matches(labels))
        #expect(LabelMatcher("code", .matches(try LabelPattern("5.."))).matches(labels))
        #expect(!LabelMatcher("code", .mismatches(try LabelPattern("5.."))).matches(labels))
        #expect(LabelMatcher("other", .matches(try LabelPattern("a*"))).matches(labels))
    }
}
