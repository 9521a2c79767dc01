public import FleetModel
import FoundationEssentials
public import Reactor
public import RolloutEngine

/// The machine's own clock and chance. The only place in the program that asks for either.
public struct SystemEnvironment: Environment {
    private let start = ContinuousClock.now
    private let reactor: Reactor

    public var executor: any TaskExecutor { reactor }

    /// - Parameter reactor: keeps the time for those who sleep.
    public init(on reactor: Reactor) { self.reactor = reactor }

    /// Milliseconds since this value was made, suspended time included.
    public func now() -> Moment {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Moment(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    public func sleep(for span: TimeSpan) async {
        await reactor.sleep(until: .now + .milliseconds(span.milliseconds))
    }

    /// `p` and 48 random bits in hexadecimal.
    public func makeNonce() -> Nonce {
        let text = String(UInt64.random(in: 0..<(1 << 48)), radix: 16)
        guard let nonce = Nonce(rawValue: "p" + String(repeating: "0", count: 12 - text.count) + text) else {
            preconditionFailure("hexadecimal digits make a plain name")
        }
        return nonce
    }
}

/// Wall time, for records and people. Nothing is decided by it.
public enum WallClock {
    /// Milliseconds since 1970-01-01 UTC.
    public static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
