internal import YAML

/// A line of `[group]`: a host's name or range, perhaps with a port, and variables behind it.
enum INIHostLine {
    static func read(
        _ line: INILine, in group: String, _ scan: inout InventoryScan, _ findings: inout Findings
    ) {
        let words: [ShellWords.Word]
        do throws(ShellWords.Problem) { words = try ShellWords.split(line.text) } catch {
            findings.error(error.message, at: line.mark(at: error.offset))
            return
        }
        guard let name = words.first else { return }
        let address = HostAddress(name.text)
        if name.text.hasSuffix(":"), address.port == nil {
            findings.error("\(quoted(name.text)) ends in ':'", at: line.mark, hint: "a port stands behind it: name:22")
            return
        }
        if name.text == "---" {
            findings.error("'---' starts a file of YAML, and this is read as INI", at: line.mark, hint: "name it .yml")
            return
        }
        var variables: [String: Field] = [:]
        for word in words.dropFirst() {
            guard let field = INIValue.assignment(word, from: line) else {
                findings.error(
                    "\(quoted(word.text)) sets no variable", at: line.mark(at: word.offset),
                    hint: "name=value without blanks around '='; one host a line")
                continue
            }
            VariableScan.check(field, &findings)
            variables[field.name] = field
        }
        scan.mention(address, at: line.mark, in: group, variables: variables, &findings)
    }
}
