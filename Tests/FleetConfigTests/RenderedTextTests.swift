import FleetConfig
import FleetModel
import Testing

@Suite("rendered configurations")
struct RenderedTextTests {
    private func problem(_ text: String, _ form: ConfigurationSpecification.Form) -> String? {
        RenderedText.problem(of: Array(text.utf8), form: form, file: "t")
    }

    @Test(
        "JSON is what every parser of JSON takes",
        arguments: [
            "{}", " {\n}\n", #"{"a":1,"b":[true,false,null,-0.5e+3,0],"c":{"d":"\u00e9\ud83d\ude00\/\n"}}"#,
            #"{"a":[],"b":[[{}]],"é":"\""}"#,
        ])
    func json(text: String) {
        #expect(problem(text, .json) == nil)
        #expect(RenderedText.problem(ofSecret: Array(text.utf8), form: .json, file: "t") == nil)
    }

    @Test(
        "what is no JSON is refused at its place, though YAML takes most of it",
        arguments: [
            ("", "t:1:1: it is no JSON: an object is expected"),
            ("a: 1\n", "t:1:1: it is no JSON: an object is expected"),
            ("[1]", "t:1:1: it is no JSON: an object is expected"),
            ("{a: 1}", "t:1:2: it is no JSON: a name in double quotes is expected"),
            ("{'a': 1}", "t:1:2: it is no JSON: a name in double quotes is expected"),
            (#"{"a": yes}"#, "t:1:7: it is no JSON: a value is expected"),
            (#"{"a": truE}"#, "t:1:7: it is no JSON: a value is expected"),
            (#"{"a": }"#, "t:1:7: it is no JSON: a value is expected"),
            (#"{"a": 1,}"#, "t:1:9: it is no JSON: a name in double quotes is expected"),
            (#"{"a": [1,]}"#, "t:1:10: it is no JSON: a value is expected"),
            (#"{"a": 01}"#, "t:1:8: it is no JSON: ',' or '}' is expected"),
            (#"{"a": .5}"#, "t:1:7: it is no JSON: a value is expected"),
            (#"{"a": 1.}"#, "t:1:9: it is no JSON: a value is expected"),
            ("{\n  \"é\": 1 # why\n}", "t:2:10: it is no JSON: ',' or '}' is expected"),
            (#"{"a" 1}"#, "t:1:6: it is no JSON: ':' is expected"),
            (#"{"a": "\x41"}"#, "t:1:9: it is no JSON: there is no such escape"),
            (#"{"a": "\u12"}"#, "t:1:12: it is no JSON: \\u needs four digits"),
            ("{\"a\": \"\t\"}", "t:1:8: it is no JSON: a control character in a text is written \\u00XX"),
            (#"{"a": "x"#, "t:1:9: it is no JSON: a text has no end"),
            (#"{"a": 1, "a": 2}"#, "t:1:10: it is no JSON: this name stands in the object already"),
            ("{} {}", "t:1:4: it is no JSON: the object has ended, and more follows"),
            ("{", "t:1:2: it is no JSON: a name in double quotes is expected"),
        ])
    func noJSON(text: String, expected: String) {
        #expect(problem(text, .json) == expected)
    }

    @Test("nesting has a limit, and what is no text is said to be none")
    func limits() {
        let deep = #"{"a":"# + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}"
        #expect(problem(deep, .json)?.contains("nested more than 64 deep") == true)
        let fits = #"{"a":"# + String(repeating: "[", count: 63) + String(repeating: "]", count: 63) + "}"
        #expect(problem(fits, .json) == nil)
        #expect(RenderedText.problem(of: [0x7b, 0xff, 0x7d], form: .json, file: "t")?.contains("no UTF-8") == true)
    }

    @Test("YAML is a mapping; of text nothing is asked; what holds secrets is not quoted")
    func others() {
        #expect(problem("a: 1\n", .yaml) == nil)
        #expect(problem("- a\n", .yaml) == "t:1:1: it is a list; a mapping is expected")
        #expect(problem("# nothing\n", .yaml) == "t: it is empty")
        #expect(problem("a: [\n", .yaml)?.hasPrefix("t:") == true)
        #expect(problem("{", .text) == nil)
        for (text, form) in [("a: hunter2: x\n", ConfigurationSpecification.Form.yaml), ("{\"a\": hunter2}", .json)] {
            let said = RenderedText.problem(ofSecret: Array(text.utf8), form: form, file: "val-01")
            #expect(said?.hasPrefix("val-01:1:") == true && said?.contains("hunter2") == false, "\(said ?? "")")
        }
    }
}
