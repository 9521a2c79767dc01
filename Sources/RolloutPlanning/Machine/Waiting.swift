import FleetModel

/// What a host waits for. Put into words only when somebody asks, for the fleet is large.
enum Waiting: Sendable, CustomStringConvertible {
    case step(Step)
    case answer(about: Step)
    case fence
    case silent(String)
    case quorum(QuorumFigures)
    case health(String)

    var description: String {
        switch self {
        case .step(let step): step.rawValue
        case .answer(let step): "asks what became of: \(step.rawValue)"
        case .fence: "asks for its fence"
        case .silent(let reason): "does not answer: \(reason)"
        case .quorum(let figures): "waits for quorum: \(figures)"
        case .health(let words): words
        }
    }
}
