import Arguments
import FleetModel

/// A person's word that the work of a process which this ledger does not know may be taken over.
enum TakingOver {
    static let option = OptionSpecification(
        "--take-over", .repeatedValue("PROCESS"),
        summary: "Take over from this process of another ledger; the refusal names it.")
}

extension ParsedArguments {
    var processesToTakeOver: [Nonce] {
        get throws(CommandFailure) {
            var processes: [Nonce] = []
            for text in values(TakingOver.option.name) {
                guard let process = Nonce(rawValue: text) else {
                    throw CommandFailure(.usage, "'\(text)' cannot be a process; the refusal names it")
                }
                processes.append(process)
            }
            return processes
        }
    }
}
