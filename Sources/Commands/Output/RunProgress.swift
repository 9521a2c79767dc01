import FleetModel
import HostSteps
import RolloutEngine
import RolloutPlanning
import Screens
import Synchronization
import Terminal

/// Shows a run as it goes: a live view in a terminal, a line for each thing that happens elsewhere.
final class RunProgress: RunObserver {
    private let output: Output
    private let start: Moment
    private let worstCase: TimeSpan
    private let plan: Plan
    private let typed: TypedOptions
    /// Hosts in the middle of a change, for the process's last words.
    private let moving: Mutex<Set<HostID>>
    private let drawn = Mutex(Drawn())
    private let waiting = Mutex(WaitingLines())

    private struct Drawn {
        var lineCount = 0
        var at: Moment?
        /// Questions asked before it.
        var questions = 0
    }

    /// Between two drawings of the live view.
    private static let redraw = TimeSpan.milliseconds(200)

    init(output: Output, state: RunState, typed: TypedOptions, at now: Moment) {
        self.output = output
        self.typed = typed
        start = now
        plan = state.plan
        worstCase = WorstCase(rollingBack: plan, isChainLive: true).total
        moving = Mutex(Set(state.hosts.filter(\.value.isInFlight).keys))
    }

    func recorded(_ records: [RolloutRecord], by machine: RolloutMachine, at now: Moment) {
        note(records, machine.state)
        if output.isLive { return draw(machine, at: now, isDue: true) }
        let lines = ProgressLines().lines(for: records, of: machine.state)
        output.print(lines.map { "\(stamp(now))  \($0)" })
    }

    func passed(_ machine: RolloutMachine, at now: Moment) {
        if output.isLive { return draw(machine, at: now, isDue: false) }
        let lines = waiting.withLock { $0.lines(for: machine, at: now) }
        output.print(lines.map { "\(stamp(now))  \($0)" })
    }

    /// Leaves the last view standing, so that what follows is printed below it.
    func finish() { drawn.withLock { $0.lineCount = 0 } }

    /// For a process that ends at once, from whatever thread sees to that: no frame is drawn half.
    func sayLastWords() {
        let moving = moving.withLock { $0 }
        drawn.withLock { _ in output.say(LastWords(moving: moving, in: plan, typed: typed).lines) }
    }

    private func note(_ records: [RolloutRecord], _ state: RunState) {
        moving.withLock { moving in
            for record in records {
                guard let host = LastWords.host(movedBy: record) else { continue }
                if state.hosts[host]?.isInFlight == true { moving.insert(host) } else { moving.remove(host) }
            }
        }
    }

    private func draw(_ machine: RolloutMachine, at now: Moment, isDue: Bool) {
        guard !output.isHeld else { return }
        let lines = LiveScreen(machine: machine, at: now, elapsed: now - start, worstCase: worstCase).lines
        drawn.withLock { drawn in
            if !isDue, let last = drawn.at, now - last < Self.redraw { return }
            let questions = output.questions
            var text = drawn.lineCount > 0 && drawn.questions == questions ? "\u{1b}[\(drawn.lineCount)A" : ""
            for line in lines {
                let plain = TerminalText.truncated(TerminalText.escaped(line), to: output.width - 1)
                text += "\r\(MarkedLine.painted(plain, output.style))\u{1b}[K\n"
            }
            output.control(text + "\u{1b}[J")
            drawn = Drawn(lineCount: lines.count, at: now, questions: questions)
        }
    }

    private func stamp(_ now: Moment) -> String {
        let tenths = (now - start).milliseconds / 100
        let text = "\(tenths / 10).\(tenths % 10)s"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}
