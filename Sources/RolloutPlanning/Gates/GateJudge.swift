public import FleetModel

/// Judges a gate at one time: which nodes are expected, and what is known of the time before the change.
public struct GateJudge: Sendable {
    public let gate: Gate
    /// Every node that has to be sampled, by name: one that is not heard of is missing, not absent.
    public let expected: [HostID]
    public let baseline: Baseline

    public init(gate: Gate, expected: [HostID], baseline: Baseline = .none) {
        self.gate = gate
        self.expected = Array(Set(expected)).sorted()
        self.baseline = baseline
    }

    /// One measurement over the window that ends `now`. Samples after `now` do not count.
    public func measure(_ book: SampleBook, at now: Instant) -> GateMeasurement {
        let span = (now - gate.window)...now
        let figures = gate.measure.isOfTheFleet ? [fleet(book, span)] : expected.map { node($0, book, span) }
        let ordered = figures.enumerated().sorted {
            ($1.element.verdict.badness, $0.offset) < ($0.element.verdict.badness, $1.offset)
        }.map(\.element)
        // A gate over nobody has seen nothing.
        let isOverNobody = expected.isEmpty
        return GateMeasurement(
            rule: gate.rule, verdict: isOverNobody ? gate.onMissing.verdict : ordered.first?.verdict ?? .inconclusive,
            at: now, window: gate.window, figures: Array(ordered.prefix(GateMeasurement.mostFigures)),
            judged: isOverNobody ? 0 : figures.count, sources: sources,
            wouldChange: Counterfactual(gate: gate, worst: ordered.first).words)
    }

    private func node(_ node: HostID, _ book: SampleBook, _ span: ClosedRange<Instant>) -> GateMeasurement.NodeFigure {
        let stretches = gate.measure.figures.map { stretch($0, of: node, book, span) }
        var measured: Measured
        if case .timesBaseline = gate.measure, let stretch = stretches.first {
            let unchanged = baseline.unchanged.filter { $0 != node }.flatMap { other in
                gate.measure.figures.flatMap { self.stretch($0, of: other, book, span).points.map(\.value) }
            }
            measured = gate.measure.againstBaseline(
                stretch, own: baseline.before[node] ?? [], unchanged: unchanged, gate.bound)
        } else {
            measured = gate.measure.ofNode(stretches, gate.bound)
        }
        if gate.failsOnNonFinite, stretches.contains(where: \.hasNonFinite) {
            measured.note = stretches.compactMap(\.lastTrouble).first
            return figure(measured, of: node, verdict: .fail)
        }
        return figure(measured, of: node, verdict: verdict(measured))
    }

    private func fleet(_ book: SampleBook, _ span: ClosedRange<Instant>) -> GateMeasurement.NodeFigure {
        let stretches = gate.measure.figures.first.map { figure in
            Dictionary(uniqueKeysWithValues: expected.map { ($0, stretch(figure, of: $0, book, span)) })
        }
        let measured = gate.measure.ofFleet(stretches ?? [:])
        return figure(measured, of: nil, verdict: verdict(measured))
    }

    /// What is certain despite missing samples comes first, then what is missing, then the figure.
    private func verdict(_ measured: Measured) -> GateVerdict {
        if isCertainlyBad(measured) { return .fail }
        if measured.holes != nil { return measured.error == nil ? gate.onMissing.verdict : .error }
        return switch measured.result {
        case .value(let value): gate.bound.comparison.holds(value, gate.bound.limit) ? .pass : .fail
        case .compared(_, let verdict): verdict
        case .nothing: gate.onMissing.verdict
        }
    }

    private func isCertainlyBad(_ measured: Measured) -> Bool {
        guard case .value(let value) = measured.result else { return false }
        return !gate.bound.comparison.holds(value, gate.bound.limit)
            && (measured.holes == nil || gate.measure.isFailureCertain(gate.bound))
    }

    /// A figure that holes keep from speaking is not shown: it would be taken for the reason.
    private func figure(
        _ measured: Measured, of node: HostID?, verdict: GateVerdict
    ) -> GateMeasurement.NodeFigure {
        var value: Double?
        var words: [String] = []
        if let holes = measured.holes, !isCertainlyBad(measured) {
            words.append(holes)
        } else {
            switch measured.result {
            case .value(let number): value = number
            case .compared(let ratio, _): value = ratio
            case .nothing: break
            }
            if let value { words.append(FigureText.readable(value, gate.measure.unit)) }
            if let note = measured.note { words.append(value == nil ? note : "(\(note))") }
        }
        let limit = value == nil ? "" : ", limit \(gate.bound)"
        return GateMeasurement.NodeFigure(
            node: node, verdict: verdict, value: value, usable: measured.usable, unusable: measured.unusable,
            words: words.joined(separator: " ") + limit)
    }

    private func stretch(
        _ figure: Figure, of node: HostID, _ book: SampleBook, _ span: ClosedRange<Instant>
    ) -> SampleStretch {
        book.stretch(figure, of: node, in: span, staleAfter: gate.staleAfter)
    }

    private var sources: [String] {
        gate.measure.figures.map { "\($0.facts.probe.rawValue): \($0.facts.source)" }
    }
}
