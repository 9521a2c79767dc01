internal import YAML

/// Ansible's INI form (docs: inventory plugin ini): `[group]` with hosts, `[group:children]`, `[group:vars]`.
struct INIForm {
    private enum Section: String, CaseIterable { case hosts, children, vars }

    /// A group that something was said of before it was declared.
    private struct Pending {
        /// Where it was named.
        let mark: SourceMark
        /// The groups that shall hold it; empty when only its variables were said.
        var parents: [(name: String, mark: SourceMark)]
        let isVariables: Bool
    }

    private var group = InventoryScan.ungrouped
    private var section = Section.hosts
    private var pending: [String: Pending] = [:]

    /// Adds what the file says to `scan`; what is wrong is among the findings.
    static func read(_ bytes: [UInt8], file: String, into scan: inout InventoryScan, _ findings: inout Findings) {
        var form = INIForm()
        INILine.each(of: bytes, file: file, &findings) { line, findings in
            form.read(line, &scan, &findings)
            return !scan.isCutShort
        }
        form.reportPending(&findings)
    }

    private mutating func read(_ line: INILine, _ scan: inout InventoryScan, _ findings: inout Findings) {
        if let header = INIHeader(line.text) { return open(header, line, &scan, &findings) }
        if line.text.hasPrefix("["), line.text.hasSuffix("]") {
            findings.error(
                "\(quoted(line.text)) is no section", at: line.mark, hint: "[name], [name:children] or [name:vars]")
            return
        }
        switch section {
        case .hosts: INIHostLine.read(line, in: group, &scan, &findings)
        case .vars: variable(line, &scan, &findings)
        case .children: child(line, &scan, &findings)
        }
    }

    private mutating func open(
        _ header: INIHeader, _ line: INILine, _ scan: inout InventoryScan, _ findings: inout Findings
    ) {
        guard let section = Section(rawValue: header.kind ?? "hosts") else {
            findings.error(
                "a group has no section \(quoted(header.kind ?? ""))", at: line.mark,
                hint: NearestKey.hint(for: header.kind ?? "", among: Section.allCases.map(\.rawValue)))
            return
        }
        self.section = section
        group = header.group
        if scan.groups[group] == nil, section == .vars, pending[group] == nil {
            pending[group] = Pending(mark: line.mark, parents: [], isVariables: true)
        }
        guard scan.enter(group, at: line.mark(at: 1), &findings), section != .vars else { return }
        if let waiting = pending.removeValue(forKey: group) {
            for parent in waiting.parents { scan.put(group, into: parent.name, at: parent.mark) }
        }
    }

    private func variable(_ line: INILine, _ scan: inout InventoryScan, _ findings: inout Findings) {
        guard let field = INIValue.assignment(line.text, from: line) else {
            findings.error("\(quoted(line.text)) sets no variable", at: line.mark, hint: "name=value")
            return
        }
        VariableScan.check(field, &findings)
        scan.add([field.name: field], to: group, &findings)
    }

    private mutating func child(_ line: INILine, _ scan: inout InventoryScan, _ findings: inout Findings) {
        guard let name = INIHeader.groupName(line.text) else {
            findings.error("\(quoted(line.text)) is no name for a group", at: line.mark)
            return
        }
        guard name != InventoryScan.all else {
            findings.error("'all' holds every group and cannot stand in one", at: line.mark)
            return
        }
        if scan.groups[name] != nil {
            scan.put(name, into: group, at: line.mark)
        } else {
            pending[name, default: Pending(mark: line.mark, parents: [], isVariables: false)]
                .parents.append((group, line.mark))
        }
    }

    private func reportPending(_ findings: inout Findings) {
        for (name, waiting) in pending {
            if waiting.isVariables {
                findings.error(
                    "there is no group \(quoted(name)) that these variables could be of", at: waiting.mark,
                    hint: "declare it: [\(name)]")
            }
            for parent in waiting.parents {
                findings.error(
                    "there is no group \(quoted(name)) that \(quoted(parent.name)) could hold", at: parent.mark,
                    hint: "declare it: [\(name)]")
            }
        }
    }
}

/// `[group]` or `[group:kind]`, perhaps with a comment behind it.
struct INIHeader {
    let group: String
    let kind: String?

    /// Nil for a line that is none.
    init?(_ text: String) {
        guard text.hasPrefix("["), let close = text.firstIndex(of: "]"),
            Self.isBlankOrComment(text[text.index(after: close)...])
        else { return nil }
        let parts = text[..<close].dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first, Self.isName(name) else { return nil }
        let word = parts.count == 2 ? parts[1] : nil
        if let word {
            guard !word.isEmpty, word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
        }
        group = String(name)
        kind = word.map(String.init)
    }

    /// A group's name that stands alone on a line, perhaps with a comment behind it.
    static func groupName(_ text: String) -> String? {
        let name = text.prefix { $0 != ":" && $0 != "]" && !$0.isWhitespace }
        guard isName(name) else { return nil }
        let rest = text[name.endIndex...]
        return isBlankOrComment(rest) ? String(name) : groupNameBeforeComment(text)
    }

    /// A `#` belongs to a name as long as no blank stands before it.
    private static func groupNameBeforeComment(_ text: String) -> String? {
        guard let hash = text.firstIndex(of: "#"), isName(text[..<hash]) else { return nil }
        return String(text[..<hash])
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && !text.contains { $0 == ":" || $0 == "]" || $0.isWhitespace }
    }

    private static func isBlankOrComment(_ text: Substring) -> Bool {
        let rest = text.drop(while: \.isWhitespace)
        return rest.isEmpty || rest.hasPrefix("#")
    }
}
