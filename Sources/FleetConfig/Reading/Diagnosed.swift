public import FleetModel

/// What a reader made of a file, and everything that is wrong with the file.
public struct Diagnosed<Value> {
    /// Nil exactly when there is an error among the diagnostics.
    public let value: Value?
    /// In the order of the file; warnings leave the value usable.
    public let diagnostics: [Diagnostic]

    /// What Ansible would make of the file: what only we refuse does not count.
    init(lenient value: Value?, _ findings: Findings) {
        self.value = findings.isUnreadable ? nil : value
        diagnostics = findings.withoutRefusals
        precondition(self.value != nil || findings.isUnreadable, "a reader that yields nothing says why")
    }

    init(_ value: Value?, _ findings: Findings) {
        self.value = findings.hasErrors ? nil : value
        diagnostics = findings.inOrder
        precondition(self.value != nil || findings.hasErrors, "a reader that yields nothing says why")
    }
}

extension Diagnosed: Sendable where Value: Sendable {}
