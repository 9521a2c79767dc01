internal import FleetModel
internal import YAML

/// Collects what is wrong with a file, so that all of it can be said at once.
struct Findings {
    /// A file that is wrong throughout is not quoted back in full.
    static let limit = 1000

    /// True when there is anything but warnings.
    var hasErrors: Bool { isUnreadable || isRefused }
    /// True when the text cannot be read as what it is meant to be.
    private(set) var isUnreadable = false
    private var isRefused = false
    private var kept: [(mark: SourceMark, isRefusal: Bool, diagnostic: Diagnostic)] = []
    private var seen: Set<String> = []
    private var left = 0

    mutating func error(_ message: String, at mark: SourceMark, hint: String? = nil) {
        isUnreadable = true
        add(.error, message, mark, hint)
    }

    /// An error where Ansible would go on: we are stricter, but can tell what Ansible makes of it.
    mutating func refuse(_ message: String, at mark: SourceMark, hint: String? = nil) {
        isRefused = true
        add(.error, message, mark, hint, isRefusal: true)
    }

    mutating func warning(_ message: String, at mark: SourceMark, hint: String? = nil) {
        add(.warning, message, mark, hint)
    }

    /// In the order of the file.
    var inOrder: [Diagnostic] { ordered(kept) }

    /// The same without what only we refuse.
    var withoutRefusals: [Diagnostic] { ordered(kept.filter { !$0.isRefusal }) }

    private func ordered(_ kept: [(mark: SourceMark, isRefusal: Bool, diagnostic: Diagnostic)]) -> [Diagnostic] {
        let sorted = kept.enumerated().sorted { ($0.element.mark, $0.offset) < ($1.element.mark, $1.offset) }
        var diagnostics = sorted.map(\.element.diagnostic)
        if left > 0 {
            diagnostics.append(
                Diagnostic(
                    .error, "\(left) more findings are not shown", at: nil, hint: "mend these and read the file again"))
        }
        return diagnostics
    }

    /// A value that many hosts share is found wrong many times and said once.
    private mutating func add(
        _ severity: Diagnostic.Severity, _ message: String, _ mark: SourceMark, _ hint: String?, isRefusal: Bool = false
    ) {
        guard kept.count < Self.limit else {
            left += 1
            return
        }
        guard seen.insert("\(mark):\(message)").inserted else { return }
        let location = SourceLocation(file: mark.file, line: mark.line, column: mark.column)
        kept.append((mark, isRefusal, Diagnostic(severity, message, at: location, hint: hint)))
    }
}

/// A word of the file in quotes, cut where it gets long.
func quoted(_ text: some StringProtocol) -> String {
    let longest = 64
    return text.count > longest ? "'\(text.prefix(longest))…'" : "'\(text)'"
}
