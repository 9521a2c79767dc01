import Files
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
}
