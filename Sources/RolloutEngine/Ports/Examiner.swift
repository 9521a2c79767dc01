public import FleetModel
public import HostSteps

/// Looks hosts over, before anything is done to them.
public protocol Examiner: Sendable {
    /// Connects once, runs the command, and tells what came of either. Never throws: a failure is what is looked for.
    func examine(_ host: Host, by command: HostCommand) async -> Examined

    /// What on this machine stands in the way of reaching so many hosts; to be asked after they were examined, for only then
    /// it is known which files matter to them.
    func examineThisMachine(hosts: Int) async -> [Ailment]
}

/// What came of looking a host over.
public struct Examined: Sendable, Equatable {
    /// Which client carried it, `native` or `openssh`, and why that one; nil when it came to no attempt.
    public var engine: String?
    public var engineReason: String?
    /// The server's identification, where the client tells.
    public var banner: String?
    public var hostKeyType: String?
    /// Where the key comes from that the server let in.
    public var acceptedKey: String?
    public var answer: RemoteAnswer
    /// How long the command took, without connecting.
    public var took: TimeSpan
    /// This machine's clock in the middle of it, in seconds since 1970.
    public var clock: Int64

    public init(answer: RemoteAnswer, took: TimeSpan, clock: Int64) {
        self.answer = answer
        self.took = took
        self.clock = clock
    }
}
