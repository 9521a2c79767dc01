import FleetModel
import RolloutPlanning

extension HealthReading {
    /// What a look at a node's API gives of each figure.
    static let figures: [Figure] = [.up, .height, .peers, .peersConfigured, .latency]

    /// The look as samples. A node that did not answer has a missing one of each figure, with its reason.
    ///
    /// - Parameter latency: from the question to the whole answer.
    func samples(of node: HostID, latency: TimeSpan, at now: Instant) -> [Sample] {
        switch self {
        case .silent(let reason):
            Self.figures.map { Sample(node: node, figure: $0, reading: .missing(reason), at: now) }
        case .answered(let report):
            [
                (Figure.up, report.complaint == nil ? 1 : 0), (.height, Double(report.height)),
                (.peers, Double(report.peersConnected)), (.peersConfigured, Double(report.peersConfigured)),
                (.latency, Double(latency.milliseconds) / 1000),
            ].map { Sample(node: node, figure: $0.0, reading: .value($0.1), at: now) }
        }
    }
}
