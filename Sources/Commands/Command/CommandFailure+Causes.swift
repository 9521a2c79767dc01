import Files
import ReleaseStore
import RolloutEngine

/// What goes wrong below a command, as the command's own error.
extension CommandFailure {
    static func ofLedger<Value>(
        _ body: () async throws(LedgerFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(LedgerFailure) { return try await body() } catch {
            throw CommandFailure(.failed, "the ledger cannot be used: \(error)")
        }
    }

    static func ofPorts<Value>(_ body: () throws(LedgerFailure) -> Value) throws(CommandFailure) -> Value {
        do throws(LedgerFailure) { return try body() } catch { throw CommandFailure(.failed, "\(error)") }
    }

    static func ofFiles<Value>(
        _ code: ExitCode = .failed, _ body: () throws(FileError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(FileError) { return try body() } catch { throw CommandFailure(code, "\(error)") }
    }

    static func ofReleases<Value>(
        _ body: () async throws(ReleaseError) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(ReleaseError) { return try await body() } catch { throw CommandFailure(error) }
    }

    /// For work that never waits.
    static func ofReleases<Value>(_ body: () throws(ReleaseError) -> Value) throws(CommandFailure) -> Value {
        do throws(ReleaseError) { return try body() } catch { throw CommandFailure(error) }
    }

    private init(_ error: ReleaseError) {
        let code = error.code == .failed ? ExitCode.failed : .refused
        if error.diagnostics.isEmpty {
            self.init(code, error.what, facts: error.facts, next: error.next)
        } else {
            self.init(code, DiagnosticText.lines(of: error.diagnostics))
        }
    }
}
