import SeededNumbers

/// Patterns of names that an inventory has. Positions (`group[0]`) are left out: Ansible counts them in the order of the
/// file, and we in the order of names.
struct RandomPattern {
    let text: String

    init(_ generator: inout SeededGenerator, groups: [String], hosts: [String]) {
        let names = groups + hosts + ["all"]
        var terms: [String] = []
        for index in 0..<generator.number(in: 1...4) {
            let name = generator.one(of: names)
            var term = name
            switch generator.number(in: 0...5) {
            case 0: term = String(name.prefix(2)) + "*"
            case 1: term = "*" + String(name.suffix(2))
            case 2: term = "~" + String(name.prefix(1)) + ".*"
            case 3: term = String(name.dropLast()) + "?"
            default: break
            }
            let mark = index == 0 && generator.chance(80) ? "" : generator.one(of: ["", "&", "!"])
            terms.append(mark + term)
        }
        text = terms.joined(separator: generator.one(of: [":", ","]))
    }
}
