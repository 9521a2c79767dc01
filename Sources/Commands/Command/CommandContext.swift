public import Arguments
public import FleetModel
public import GoldenVectors
public import RolloutEngine
import Terminal

/// Everything a command may touch: what was typed, where it stands, what it prints to, and how it gets its ports.
public struct CommandContext: Sendable {
    public let arguments: ParsedArguments
    /// Every word of the command line, byte by byte, for names that are no text.
    public let rawWords: [[UInt8]]
    /// The project folder, absolute.
    public let folder: String
    /// Who gives the order, for records: a login name.
    public let user: String
    /// The user's home directory, for `~/` in an inventory.
    public let home: String
    public let output: Output
    public let workshop: any Workshop

    public init(
        arguments: ParsedArguments, rawWords: [[UInt8]] = [], folder: String, user: String, home: String,
        output: Output, workshop: any Workshop
    ) {
        self.arguments = arguments
        self.rawWords = rawWords
        self.folder = folder
        self.user = user
        self.home = home
        self.output = output
        self.workshop = workshop
    }

    /// A path of the project; an absolute one stays as it is.
    func path(_ relative: String) -> String { relative.hasPrefix("/") ? relative : "\(folder)/\(relative)" }
}

/// Makes the ports, each when it is first needed. Only the executable knows how.
public protocol Workshop: Sendable {
    var environment: any Environment { get }
    var interruptions: any Interruptions { get }
    /// The second that counts as now, for what expires. No run is decided by it.
    func currentTime() -> Timestamp
    /// The same to the millisecond, for samples.
    var currentInstant: @Sendable () -> Instant { get }
    func openLedger(at path: String) async throws(LedgerFailure) -> any Ledger
    func openSamples(at path: String) async throws(LedgerFailure) -> any Samples
    func makeProber() throws(LedgerFailure) -> any Prober
    /// For golden vectors of running nodes.
    func makeVectorNode() throws(LedgerFailure) -> any VectorNode
    /// `authorities` is a file of the authorities that count over TLS; nil for the system's.
    func makeInquirer(authorities: String?) throws(LedgerFailure) -> any Inquirer
    /// `releases` is the folder in which the files of releases lie; `configurations` is what travels with them.
    func makeRemote(
        releases: String, configurations: [HostID: ConfigurationUpload], _ limits: SSHLimits
    ) throws(LedgerFailure) -> any Remote
    func makeExaminer(_ limits: SSHLimits) throws(LedgerFailure) -> any Examiner
    /// For what operators run by hand.
    func makeShells(_ limits: SSHLimits) throws(LedgerFailure) -> any Shells
    /// Ends what the ports keep open: connections, and the programs behind them.
    func close() async
}
