import SeededNumbers

/// An inventory that follows from its seed: groups within groups, hosts in several of them, ranges, and values of every
/// kind, with what both `cjctl` and Ansible accept and nothing else.
struct RandomInventory {
    let name: String
    let text: String
    /// Names that patterns can be made of.
    let groups: [String]
    let hosts: [String]

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let isYAML = generator.chance(50)
        let draft = Draft(&generator)
        text = isYAML ? draft.yaml(&generator) : draft.ini(&generator)
        name = isYAML ? "hosts.yml" : "hosts.ini"
        groups = draft.groups.map(\.name)
        hosts = draft.hosts
    }

    private struct Group {
        let name: String
        var hosts: [String] = []
        /// Of later groups only: there is no way round.
        var children: [String] = []
        var variables: [(String, Value)] = []
    }

    private struct Draft {
        var groups: [Group]
        var hosts: [String] = []
        var ownVariables: [String: [(String, Value)]] = [:]

        init(_ generator: inout SeededGenerator) {
            groups = (0..<generator.number(in: 2...9)).map { index in
                Group(
                    name: "\(generator.one(of: ["web", "db", "eu-west", "rack_", "Zone", "x"]))\(index)".replacing(
                        "-", with: "_"))
            }
            for index in groups.indices {
                for _ in 0..<generator.number(in: 0...4) {
                    let stem = generator.one(of: ["node", "val-", "a.b-", "h", "DB"])
                    switch generator.number(in: 0...3) {
                    case 0:
                        let first = generator.number(in: 0...9)
                        let last = first + generator.number(in: 0...12)
                        let stride = generator.chance(30) ? ":\(generator.number(in: 1...3))" : ""
                        let isPadded = generator.chance(50)
                        let start = isPadded ? "0\(first)" : "\(first)"
                        let end = isPadded && last < 10 ? "0\(last)" : "\(last)"
                        groups[index].hosts.append("\(stem)[\(start):\(end)\(stride)]")
                    case 1: groups[index].hosts.append("\(stem)[\(generator.one(of: ["a:c", "x:z", "A:B"]))]")
                    default: groups[index].hosts.append("\(stem)\(generator.number(in: 1...30))")
                    }
                }
                for later in groups.indices.dropFirst(index + 1) where generator.chance(25) {
                    groups[index].children.append(groups[later].name)
                }
                for _ in 0..<generator.number(in: 0...3) {
                    groups[index].variables.append((Self.variable(&generator), Value(&generator)))
                }
                if generator.chance(20) {
                    groups[index].variables.append(
                        ("ansible_group_priority", .number("\(generator.number(in: 1...5))")))
                }
            }
            hosts = groups.flatMap(\.hosts)
            for host in hosts where generator.chance(40) {
                ownVariables[host] = [(Self.variable(&generator), Value(&generator))]
            }
        }

        private static func variable(_ generator: inout SeededGenerator) -> String {
            generator.one(of: ["a", "b", "c", "ansible_port", "ansible_user", "http_port", "Mixed", "_x"])
        }

        func ini(_ generator: inout SeededGenerator) -> String {
            var lines = ["# made of a seed"]
            if generator.chance(40) { lines += ["lonely\(generator.number(in: 1...3)) a=1"] }
            for group in groups {
                lines.append("[\(group.name)]\(generator.chance(20) ? "  # remark" : "")")
                for host in group.hosts {
                    let own = (ownVariables[host] ?? []).map { " \($0.0)=\($0.1.inline)" }
                    lines.append(host + own.joined())
                }
                if !group.children.isEmpty { lines += ["[\(group.name):children]"] + group.children }
                if !group.variables.isEmpty {
                    lines += ["[\(group.name):vars]"] + group.variables.map { "\($0.0)=\($0.1.ini)" }
                }
                if generator.chance(20) { lines.append("") }
            }
            return lines.joined(separator: "\n") + "\n"
        }

        func yaml(_ generator: inout SeededGenerator) -> String {
            var lines = ["all:", "  children:"]
            for group in groups {
                lines.append("    \(group.name):")
                if !group.hosts.isEmpty {
                    lines.append("      hosts:")
                    var seen: Set<String> = []
                    for host in group.hosts where seen.insert(host).inserted {
                        let own = ownVariables[host] ?? []
                        lines.append("        \"\(host)\":" + (own.isEmpty ? (generator.chance(50) ? " {}" : "") : ""))
                        lines += own.map { "          \($0.0): \($0.1.yaml)" }
                    }
                }
                if !group.children.isEmpty {
                    lines += ["      children:"] + group.children.map { "        \($0):" }
                }
                if !group.variables.isEmpty {
                    lines.append("      vars:")
                    var seen: Set<String> = []
                    for (name, value) in group.variables where seen.insert(name).inserted {
                        lines.append("        \(name): \(value.yaml)")
                    }
                }
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    /// A value in both forms.
    private enum Value {
        case number(String), text(String), list, mapping, truth(String), nothing

        init(_ generator: inout SeededGenerator) {
            switch generator.number(in: 0...9) {
            case 0, 1:
                self = .number(
                    generator.one(of: ["0", "22", "-7", "1.5", "0x1F", "1e3", "010", "1_000", "9223372036854775808"]))
            case 2: self = .list
            case 3: self = .mapping
            case 4: self = .truth(generator.one(of: ["True", "false", "yes", "on", "TRUE"]))
            case 5: self = .nothing
            default:
                self = .text(
                    generator.one(of: [
                        "plain", "two words", "it's", "a#b", "a:b", "ünïcode", "/usr/local", "{{ other }}", "x=y",
                        "1.2.3",
                        "-", "2026-01-01x", "tab\there", "back\\slash", "",
                    ]))
            }
        }

        /// On a host's line, as a word of a shell.
        var inline: String {
            switch self {
            case .number(let text), .truth(let text): text
            case .text(let text): "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            case .list: "\"[1, 'two']\""
            case .mapping: "\"{'k': 1}\""
            case .nothing: "None"
            }
        }

        var ini: String {
            switch self {
            case .number(let text), .truth(let text), .text(let text): text
            case .list: "[1, 'two', [3]]"
            case .mapping: "{'k': {'deep': True}}"
            case .nothing: "None"
            }
        }

        var yaml: String {
            switch self {
            case .number(let text), .truth(let text): text
            case .text(let text):
                "\"" + text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t") + "\""
            case .list: "[1, two, [3, {a: b}]]"
            case .mapping: "{k: {deep: yes, list: []}, z: 1}"
            case .nothing: "~"
            }
        }
    }
}
