import ConfigTemplates
import FleetModel
import Testing

@Suite("Templates of configurations")
struct TemplateTests {
    @Test("values, lists, conditions and dollar signs are filled in, and nothing else is changed")
    func whole() throws {
        let recipe = try makeRecipe(
            """
            # $$HOME is 5$$, ünïcode and \ttabs stay
            node: ${node}${node}
            peers: ${peers:json} ${peer_names:csv}
            ${?is_validator}validator: ${signing_key:json}
            ${!is_validator}observer: true
            ${?zone}zone: ${zone}
            time: ${block_time}
            """, values: ["block_time": .text("2s")])
        let others = [try makeHost("val-02"), try makeHost("val-03")]
        let text = try render(recipe, makeHost("val-01", key: "aabbccdd00"), among: others).masked
        #expect(
            text == """
                # $HOME is 5$, ünïcode and \ttabs stay
                node: val-01val-01
                peers: ["http://192.0.2.1:10200", "http://192.0.2.1:10300"] val-02,val-03
                validator: "aabbccdd00"
                time: 2s
                """)
        let observer = try render(recipe, makeHost("obs-09", power: 0), among: others).masked
        #expect(observer.contains("observer: true\n") && !observer.contains("validator:"))
    }

    @Test(
        "what is no template is refused with its place",
        arguments: [
            ("a: $x", "1:4 a '$' by itself"), ("a\nb: ${node", "2:4 '${' is not closed"),
            ("${node:xml}", "1:1 '${node:xml}' has a form that is none"),
            ("${node:raw}", "1:1 '${node:raw}' has a form that is none"),
            ("${Node}", "1:1 'Node' is no name of a value"),
            ("${}", "1:1 '' is no name of a value"), ("${a b}", "1:1 'a b' is no name of a value"),
            ("${$(id)}", "1:1 '$(id)' is no name of a value"), ("${a.b}", "1:1 'a.b' is no name of a value"),
            ("x ${?node}", "1:3 '${?node}' stands within a line"),
            ("${secret.token:csv}", "1:1 a secret is no list"), ("é ${nodes}", "1:3 there is no value 'nodes'"),
            ("${?nodes}x", "1:1 there is no value 'nodes'"), ("${secret.token}", "1:1 there is no secret 'token'"),
            ("${peers}", "1:1 'peers' is a list"), ("${zone}", "1:1 val-01 has no value for 'zone'"),
            ("a\u{1b}b", "1:2 the control character U+1B stands in a template"), ("$", "1:1 a '$' by itself"),
        ])
    func refused(template: String, objection: String) throws {
        #expect(objections(try makeRecipe(template), try makeHost("val-01")) == [objection])
    }

    @Test("everything that is wrong is said at once")
    func allAtOnce() throws {
        let found = objections(try makeRecipe("$\n${x\n${Y}\n"), try makeHost("val-01"))
        #expect(found.count == 3)
    }

    @Test("what is filled in is never read again")
    func notReinterpreted() throws {
        let recipe = try makeRecipe(
            "${a} ${b:json}\n", values: ["a": .text("${node} $$ ${secret.token} $(reboot) `id`"), "b": .text("${?x}")],
            secrets: ["token": "env:T"])
        let rendering = try render(recipe, makeHost("val-01"))
        #expect(rendering.masked == "${node} $$ ${secret.token} $(reboot) `id` \"${?x}\"\n")
        #expect(rendering.sources.isEmpty)
    }

    @Test("a value that would break its line goes in as JSON alone")
    func lineBreaks() throws {
        let host = try makeHost("val-01", settings: ["x": .text("a\nb: evil"), "l": .list(["a,b"])])
        #expect(objections(try makeRecipe("${x}"), host).count == 1)
        #expect(objections(try makeRecipe("${l:csv}"), host).count == 1)
        #expect(try render(makeRecipe("${x:json} ${l:json}"), host).masked == #""a\u000ab: evil" ["a,b"]"#)
    }

    @Test("secrets are masked where the text is shown, and stand where it is delivered")
    func secrets() throws {
        let recipe = try makeRecipe(
            "token: ${secret.token}\njson: ${secret.token:json}\n",
            secrets: ["token": "file:secrets/${node}", "other": "ask"])
        let rendering = try render(recipe, makeHost("val-01"))
        #expect(rendering.masked == "token: (secret token)\njson: \"(secret token)\"\n")
        #expect(rendering.sources.map { "\($0.key) \($0.value)" } == ["token file:secrets/val-01"])
        let token = try #require(ConfigurationName(rawValue: "token"))
        let text = try #require(rendering.text(with: [token: Array(#"a"b"#.utf8)]))
        #expect(String(decoding: text, as: UTF8.self) == "token: a\"b\njson: \"a\\\"b\"\n")
        #expect(rendering.text(with: [:]) == nil)
        #expect(rendering.text(with: [token: [0xff]]) == nil, "what is no UTF-8 is no JSON")
    }

    @Test("a path and the place of a secret may not hold a secret")
    func secretPlaces() throws {
        let host = try makeHost("val-01")
        let inPath = try makeRecipe("", path: "/etc/${secret.a}", secrets: ["a": "ask"])
        #expect(objections(inPath, host) == ["config.path asks for a secret"])
        let inSource = try makeRecipe("", secrets: ["a": "file:${secret.a}"])
        #expect(objections(inSource, host) == ["config.secrets.a asks for a secret"])
    }

    @Test(
        "a path on the host is absolute and leads nowhere else",
        arguments: ["etc/node.yaml", "/node.yaml", "/etc/../x", "/etc/", "/etc//x", "", "/etc/./x"])
    func paths(path: String) throws {
        #expect(objections(try makeRecipe("", path: path), try makeHost("val-01")).count == 1)
    }

    @Test("one value for the fleet cannot differ between its nodes, and what is known cannot be said")
    func clashes() throws {
        let host = try makeHost("val-01", settings: ["genesis_timestamp": .text("now")])
        let recipe = try makeRecipe("", values: ["genesis_timestamp": .text("2026-01-01T00:00:00Z")])
        #expect(objections(recipe, host).first?.contains("one value for the whole fleet") == true)
        #expect(
            objections(try makeRecipe("", values: ["node": .text("x")]), try makeHost("val-01"))
                == ["'node' is said by config.values, but it is known already"])
    }

    @Test("a value that other nodes have is missed on the one that has it not, with what to do")
    func missingSetting() throws {
        let other = try makeHost("val-02", settings: ["region": .text("eu")])
        let recipe = try makeRecipe("${region}")
        #expect(objections(recipe, try makeHost("val-01"), among: [other]) == ["1:1 val-01 has no value for 'region'"])
        #expect(try render(makeRecipe("${?region}x"), makeHost("val-01"), among: [other]).masked.isEmpty)
    }

    @Test("a template is bounded in bytes and in places")
    func limits() throws {
        let host = try makeHost("val-01")
        let long = String(repeating: "x", count: ConfigurationRecipe.largestTemplate + 1)
        #expect(objections(try makeRecipe(long), host).count == 1)
        let many = String(repeating: "${node}", count: ConfigurationTemplate.maximumReferences + 1)
        #expect(objections(try makeRecipe(many), host).count == 1)
    }
}
