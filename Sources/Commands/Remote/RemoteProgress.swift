import FleetModel
import Screens
import Terminal

/// Shows how far the hosts have come: one line that stands still in a terminal, a line for each host elsewhere.
struct RemoteProgress {
    private let output: Output
    /// Lines are the result's, when that is a document.
    private let isQuiet: Bool
    private var progress: FleetProgress

    init(_ output: Output, hosts: Int, isQuiet: Bool) {
        self.output = output
        self.isQuiet = isQuiet
        progress = FleetProgress(total: hosts)
    }

    mutating func begin(_ host: HostID) {
        progress.begin(host)
        draw()
    }

    /// - Parameter line: what to say of the host where nothing is drawn.
    mutating func end(_ host: HostID, isGood: Bool, line: String) {
        progress.end(host, isGood: isGood)
        if output.isLive { draw() } else if !isQuiet { output.say(line) }
    }

    func interrupted() {
        if output.isLive { output.control("\r\u{1b}[K") }
        output.say("ending what runs on the hosts; once more leaves it running")
        draw()
    }

    func finish() { if output.isLive { output.control("\r\u{1b}[K") } }

    private func draw() {
        guard output.isLive else { return }
        let text = TerminalText.truncated(TerminalText.escaped(progress.line), to: output.width - 1)
        output.control("\r\(text)\u{1b}[K")
    }
}
