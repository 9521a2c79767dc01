/// What a build of the reference node does wrong on purpose, so that a rollout has something to stop at.
public enum BuildFault: Hashable, Sendable, CustomStringConvertible {
    /// Nothing.
    case none
    /// Ends with status 1 as soon as it is started.
    case noStart
    /// Aborts this many seconds after it was started.
    case crashAfter(seconds: Int)
    /// Runs, and says itself that it is not healthy.
    case unhealthy
    /// Runs, and neither makes nor adopts blocks.
    case stuckHeight
    /// Says another version than the one it was stamped with.
    case wrongVersion
    /// Runs, with one constant of its chain's core changed.
    case changedConstant

    /// Seconds that `crashAfter` may have at most.
    public static let longestDelay = 86_400

    /// Reads what `description` writes: `none`, `no-start`, `crash-after=SECONDS`, `unhealthy`, `stuck-height`,
    /// `wrong-version`, `changed-constant`.
    public init?(_ text: some StringProtocol) {
        switch text {
        case "none": self = .none
        case "no-start": self = .noStart
        case "unhealthy": self = .unhealthy
        case "stuck-height": self = .stuckHeight
        case "wrong-version": self = .wrongVersion
        case "changed-constant": self = .changedConstant
        default:
            let prefix = "crash-after="
            guard text.hasPrefix(prefix), let seconds = Int(text.dropFirst(prefix.count)),
                (0...Self.longestDelay).contains(seconds)
            else { return nil }
            self = .crashAfter(seconds: seconds)
        }
    }

    /// The form that a stamp and a command line carry.
    public var description: String {
        switch self {
        case .none: "none"
        case .noStart: "no-start"
        case .crashAfter(let seconds): "crash-after=\(seconds)"
        case .unhealthy: "unhealthy"
        case .stuckHeight: "stuck-height"
        case .wrongVersion: "wrong-version"
        case .changedConstant: "changed-constant"
        }
    }

    /// Every form, for help texts.
    public static let forms = [
        "none", "no-start", "crash-after=SECONDS", "unhealthy", "stuck-height", "wrong-version", "changed-constant",
    ]
}
