import ConfigTemplates
import FleetModel
import Foundation
import Testing

@testable import FleetConfig

/// Patterns of hosts, templates and JSON, changed at random.
@Suite("patterns and templates changed at random")
struct SelectionFuzzTests {
    @Test("patterns of hosts")
    func patterns() throws {
        // Addresses differ, for two hosts that are one are refused.
        let names = (1...12).map { "web-\($0 < 10 ? "0" : "")\($0)" } + ["db.x", "node1", "node2", "node3", "n.1"]
        let hosts = names.enumerated().map { index, name in
            "    \(name): {ansible_host: 127.0.0.\(index + 1), cj_api: 'http://127.0.0.\(index + 1):1'}\n"
        }
        let text = """
            all:
              vars: {cj_network: n, cj_role: observer}
              children:
                web: {hosts: {"web-[01:12]": , db.x: }}
                a-b: {hosts: {"node[1:3]": }, children: {inner: {hosts: {n.1: }}}}
              hosts:

            """ + hosts.joined()
        let inventory = try #require(inventory(text).value)
        let selection = HostSelection(inventory)
        let known = Set(inventory.fleet.hosts.map(\.id))
        let words = [
            ":", ",", "&", "!", "*", "?", "[", "]", "~", "~web-0[1-3]", "[0]", "[-1]", "[1:2]", "[:]", "all", "web",
            "ungrouped", "a-b", "(", ")", "|", "+", "{9}", "\\d", "^", "$", " ", "\u{0}", "99999999999999999999",
        ]
        Fuzzing.run(try Fuzzing.lines("Corpus/patterns.txt"), words) { text in
            let pattern = String(decoding: text, as: UTF8.self)
            guard let chosen = try? selection.hosts(matching: pattern) else { return }
            #expect(!chosen.isEmpty && known.isSuperset(of: chosen) && chosen == chosen.sorted(), "\(pattern)")
        }
    }

    @Test("templates of configurations")
    func templates() {
        let words = [
            "$", "$$", "${", "}", "${node}", "${node:json}", "${peers:csv}", "${?", "${!", "${?zone}", "${secret.",
            "${secret.token}", ":json", ":csv", ":raw", "\n", "\r\n", "\u{2028}", "\u{feff}", "é", "_", "9", "\u{0}",
        ]
        Fuzzing.run(Fuzzing.texts("Corpus/templates", [".template"]), words) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            switch ConfigurationTemplate.parse(text, file: "t") {
            case .success(let template):
                let places = template.references.map(\.place)
                let count = text.unicodeScalars.count + 2
                #expect(places.allSatisfy { (1...count).contains($0.line) && (1...count).contains($0.column) })
                // Without a dollar sign nothing is looked at: what comes out is what went in.
                guard !text.utf8.contains(UInt8(ascii: "$")) else { return }
                #expect(template.references.isEmpty)
            case .failure(let errors):
                let mayBeWrong = text.unicodeScalars.contains { scalar in
                    scalar == "$" || scalar.properties.generalCategory == .control
                }
                #expect(!errors.diagnostics.isEmpty && mayBeWrong, "\(text)")
            }
        }
    }

    @Test("JSON: what is taken is what another parser takes, too")
    func json() {
        let words = [
            "{", "}", "[", "]", "\"", "\\", ":", ",", "true", "null", "-0.5", "1", " ", "\n", "\t", "0", "é", "\u{7f}",
        ]
        let texts = Fuzzing.bytes(
            #"{"a": [1, 2.5, -3], "b": {"c": null}}"#, #"{"x": "\/\n", "y": [[], {}], "z": true}"#)
        Fuzzing.run(texts, words) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            // Half of a surrogate pair and numbers of any size are in the grammar, and too much for that parser.
            let isOrdinary = !text.contains("\\u") && !text.contains(/[0-9]{9}|[0-9][eE]/)
            guard isOrdinary, RenderedText.problem(of: bytes, form: .json, file: "t") == nil else { return }
            #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil, "\(text)")
        }
    }
}
