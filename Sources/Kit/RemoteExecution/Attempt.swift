import SSH
import Secrets

/// One execution as it is tried once.
struct Attempt: Sendable {
    let execution: Execution
    let command: FramedCommand
    let onTerminal: Bool
    let dialogue: OpeningDialogue
    private let frame: Frame

    init(_ execution: Execution, _ command: FramedCommand, password: Secret?, onTerminal: Bool) {
        self.execution = execution
        self.command = command
        self.onTerminal = onTerminal
        frame = Frame(mark: execution.mark)
        dialogue = OpeningDialogue(frame, password: password, holdsInput: execution.sudo != nil)
    }

    var isElevated: Bool { execution.sudo != nil }

    var input: SSHInput { execution.input.preceded(by: command.head).after(dialogue, onTerminal: onTerminal) }

    var limits: OutputLimits {
        OutputLimits(
            output: execution.limits.output + Frame.maximumNoise,
            errorOutput: execution.limits.errorOutput + Frame.maximumNoise)
    }

    func framed(_ raw: SSHReply) -> ExecutionReply? {
        frame.reply(from: raw, limits: execution.limits, onTerminal: onTerminal)
    }

    func reply(of raw: SSHReply, on host: String) throws(ExecutionError) -> ExecutionReply {
        if let reply = framed(raw) { return reply }
        let said = Frame.lastWords(of: raw)
        let reason = "\(host): the login shell ended without running the command"
        throw ExecutionError(.noShell, said.isEmpty ? reason : "\(reason): \(said)")
    }
}

extension SSHInput {
    /// The same after some bytes.
    func preceded(by head: [UInt8]) -> SSHInput {
        guard !head.isEmpty else { return self }
        return .source { offset, limit in
            offset < head.count
                ? Array(head[offset...].prefix(limit)) : Array(try await piece(at: offset - head.count).prefix(limit))
        }
    }
}
