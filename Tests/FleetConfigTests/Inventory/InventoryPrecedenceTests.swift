import FleetConfig
import FleetModel
import Testing

/// The rules that Ansible documents (How variables are merged): all, then parent group, then child group, then host; at
/// one depth by `ansible_group_priority`, then by name, the later one winning.
@Suite("which of several values holds")
struct InventoryPrecedenceTests {
    /// Lines below `all:` in which one host `h` is in some groups, and the zone that must come out.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let zone: String
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "all alone", text: "vars: {cj_zone: all}\n  hosts: {h: }", zone: "all"),
        Case(
            name: "a group over all", text: "vars: {cj_zone: all}\n  children: {g: {hosts: {h: }, vars: {cj_zone: g}}}",
            zone: "g"),
        Case(
            name: "a child over its parent",
            text: "children: {z: {vars: {cj_zone: z}, children: {a: {hosts: {h: }, vars: {cj_zone: a}}}}}", zone: "a"),
        Case(
            name: "the host over everything",
            text: "children: {z: {vars: {cj_zone: z}, hosts: {h: {cj_zone: h}}}, y: {hosts: {h: }}}", zone: "h"),
        Case(
            name: "at one depth the later name",
            text: "children: {b: {hosts: {h: }, vars: {cj_zone: b}}, a: {hosts: {h: }, vars: {cj_zone: a}}}", zone: "b"),
        Case(
            name: "at one depth capitals come first, as in ASCII",
            text: "children: {a: {hosts: {h: }, vars: {cj_zone: a}}, B: {hosts: {h: }, vars: {cj_zone: B}}}", zone: "a"),
        Case(
            name: "priority over name",
            text: "children: {b: {hosts: {h: }, vars: {cj_zone: b}}, "
                + "a: {hosts: {h: }, vars: {cj_zone: a, ansible_group_priority: 10}}}", zone: "a"),
        Case(
            name: "depth over priority",
            text: "children: {p: {vars: {cj_zone: p, ansible_group_priority: 10}, "
                + "children: {c: {hosts: {h: }, vars: {cj_zone: c}}}}}", zone: "c"),
        Case(
            name: "the longest way up counts as a group's depth",
            text: "children: {a: {hosts: {h: }, vars: {cj_zone: a}}, p: {children: {q: {children: {a: }}}}, "
                + "z: {children: {y: {hosts: {h: }, vars: {cj_zone: y}}}}}", zone: "a"),
        Case(
            name: "a group whose depth is 1 under one whose depth is 2, whatever the names",
            text: "children: {z: {hosts: {h: }, vars: {cj_zone: z}}, "
                + "p: {children: {a: {hosts: {h: }, vars: {cj_zone: a}}}}}", zone: "a"),
        Case(
            name: "a host in nothing but all is in ungrouped",
            text: "vars: {cj_zone: all}\n  hosts: {h: }\n  children: {ungrouped: {vars: {cj_zone: u}}}", zone: "u"),
        Case(
            name: "a host with a group is not in ungrouped",
            text: "children: {ungrouped: {vars: {cj_zone: u}, hosts: {h: }}, b: {hosts: {h: }, vars: {cj_zone: b}}}",
            zone: "b"),
        Case(
            name: "an inner group's host inherits from the outer ones",
            text: "children: {p: {vars: {cj_zone: p}, children: {q: {children: {r: {hosts: {h: }}}}}}}", zone: "p"),
    ]

    @Test("the value that Ansible would take is taken", arguments: cases)
    func precedence(_ example: Case) throws {
        // What every host must say stands at the host itself, where it takes part in no contest.
        let host = "h: {cj_network: n, cj_role: observer, cj_api: \"http://h:1\"}}"
        let read = inventory("all:\n  " + example.text.replacing("h: }", with: host) + "\n")
        #expect(lines(read.diagnostics).isEmpty)
        #expect(read.value?.fleet.hosts.first?.zone == example.zone)
    }

    @Test("the order of a file means nothing")
    func order() throws {
        let pieces = [
            "west:\n  vars: {cj_zone: west, ansible_user: w}\n",
            "east:\n  vars: {cj_zone: east}\n  hosts: {b: , c: }\n",
            "west:\n  hosts: {a: , b: }\n".replacing("west", with: "zest"),
            "coast:\n  children: {west: {hosts: {a: }}, east: }\n  vars: {cj_zone: coast, ansible_port: 2222}\n",
            "all:\n  vars: {cj_network: n, cj_role: validator}\n  hosts:\n    a: {cj_api: http://a:1}\n"
                + "    b: {cj_api: http://b:1}\n    c: {cj_api: http://c:1}\n",
        ]
        let first = try #require(inventory(pieces.joined()).value)
        #expect(first.fleet.hosts.map(\.zone) == ["west", "east", "east"])
        for turn in 1..<pieces.count {
            let turned = pieces[turn...] + pieces[..<turn]
            #expect(inventory(turned.joined()).value == first)
            #expect(inventory(turned.reversed().joined()).value == first)
        }
    }

    @Test("two values at one level are an error wherever they stand, the same value twice is none")
    func conflicts() {
        let text = """
            all:
              vars: {cj_network: n, cj_role: validator, cj_api: "http://a:1"}
            x:
              vars: {cj_zone: one}
              hosts:
                a: {ansible_port: 22, ansible_user: me}
            y:
              children:
                x:
                  vars: {cj_zone: two}
              hosts:
                a: {ansible_port: 23, ansible_user: me}
            """
        #expect(
            lines(inventory(text).diagnostics) == [
                "10:14: group 'x' has another cj_zone on line 4", "12:9: host 'a' has another ansible_port on line 6",
            ])
    }
}
