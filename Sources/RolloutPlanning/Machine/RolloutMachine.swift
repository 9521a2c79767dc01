public import FleetModel

/// The heart: a run as a value. It is told what happened and answers with what to do; it performs nothing.
///
/// `state` is folded from records alone. The rest (who was seen when, what is under way in this process, clocks) belongs to
/// one controller process and begins anew with the next.
public struct RolloutMachine: Sendable {
    /// Attempts at a host's fence, before anything is begun, until the host counts as missing.
    public static let maximumFenceAttempts = 3
    /// Between two attempts at a host that did not answer.
    public static let retryDelay = TimeSpan.seconds(1)
    /// A host that does not answer is given up when its time is up, but never before it was asked this often.
    public static let minimumAttempts = 3
    /// Stops of one host that are repeated, because the service was started again before the switch.
    public static let maximumComebacks = 2
    /// Looks at the whole state for one event, each of which may make room for the next; what is left then waits for the
    /// next event.
    public static let maximumPasses = 64

    public internal(set) var state: RunState
    public internal(set) var ending: Ending?

    let process: Nonce
    /// The plan's hosts, in order of their ids.
    let order: [HostID]
    private let planned: [HostID: PlannedHost]
    var power: OnlinePower
    /// Counted anew for each event that needs it.
    var quorumView: QuorumView?
    /// In an emergency: the chain could not finalise when this process first looked.
    var wasChainDead = false
    var contacts: [HostID: Contact] = [:]
    var fences: FenceRound
    var watches: [HostID: HealthWatch] = [:]
    var readings: [HostID: HealthReading] = [:]
    /// Hosts which this process itself has seen healthy for long enough.
    var provenHealthy: Set<HostID> = []
    var bake: BakeWatch?
    /// Covered bake time that no record carries yet.
    var unrecordedBake = TimeSpan.zero
    /// Every host has the release in its store. Once true it stays true.
    var isStaged = false
    /// Stores that this process itself has proven, or found damaged.
    var proofs = StoreProofs()
    var renewals = Renewals()
    /// Hosts whose change an earlier process left open.
    var strays: [HostID] = []
    public internal(set) var isInterrupted = false
    /// Whether the run was paused already when this process took it up.
    var wasPausedBefore = false
    /// Whether this process has ordered anything but staging.
    var hasActed = false
    var lastProgress: Moment?
    /// What each host waits for, for people.
    var waitingFor: [HostID: Waiting] = [:]

    private var nonceCount = 0
    private var pendingRecords: [RolloutRecord] = []
    private var pendingActs: [Effect] = []

    /// `process` is the nonce of this controller process; it must be the newest one in `state`.
    public init(state: RunState, process: Nonce) {
        self.state = state
        self.process = process
        order = state.plan.hosts.map(\.id)
        planned = Dictionary(state.plan.hosts.map { ($0.id, $0) }) { first, _ in first }
        power = OnlinePower(plan: state.plan)
        fences = FenceRound(plan: state.plan)
    }

    /// Takes one event at one moment; moments never go backwards. A `.tick` must come at least once a second.
    public mutating func handle(_ event: Event, at now: Moment) -> [Effect] {
        guard ending == nil else { return [] }
        quorumView = nil
        switch event {
        case .began: begin(at: now)
        case .fence(let host, let reply): fenceReplied(host, reply, at: now)
        case .step(let host, let nonce, let reply): stepReplied(host, nonce, reply, at: now)
        case .settled(let host, let nonce, let finding): settled(host, nonce, finding, at: now)
        case .sample(let host, let reading):
            // Most looks say what the one before said; going through the fleet for each would cost too much.
            let isNews = saw(host, reading, at: now)
            guard isNews || !pendingRecords.isEmpty else { return [] }
        case .renewed(let host, let reply):
            // Nearly all answers say that all is as it was; see `sample`.
            guard renewed(host, reply) else { return [] }
        case .request(let request): asked(request)
        case .tick: renewUndos(at: now)
        }
        advance(at: now)
        return takeEffects()
    }

    /// What each host is waiting for, in words.
    public func explanation(of host: HostID) -> String? { waitingFor[host]?.description }

    /// The figures for which a host must not go down yet; nil when it does not wait for quorum.
    public func missingQuorum(of host: HostID) -> QuorumFigures? {
        guard case .quorum(let figures)? = waitingFor[host] else { return nil }
        return figures
    }

    /// The last reading of a node.
    public func reading(of host: HostID) -> HealthReading? { readings[host] }

    /// Goes on for as long as there are records that make room for more.
    private mutating func advance(at now: Moment) {
        for _ in 0..<RolloutMachine.maximumPasses where ending == nil {
            let recorded = pendingRecords.count
            pass(at: now)
            if pendingRecords.count == recorded { return }
        }
    }

    func planned(_ host: HostID) -> PlannedHost? { planned[host] }

    // MARK: - The only ways in which anything leaves the machine

    mutating func record(_ record: RolloutRecord) {
        state.apply(record)
        pendingRecords.append(record)
    }

    mutating func perform(_ effect: Effect) { pendingActs.append(effect) }

    mutating func finish(_ ending: Ending) {
        self.ending = ending
        pendingActs.append(.finish(ending))
    }

    /// All records of an event are one transaction, and durable before the first of its acts.
    private mutating func takeEffects() -> [Effect] {
        defer { (pendingRecords, pendingActs) = ([], []) }
        return pendingRecords.isEmpty ? pendingActs : [.append(pendingRecords)] + pendingActs
    }

    mutating func makeNonce() -> Nonce {
        nonceCount += 1
        guard let nonce = Nonce(rawValue: "\(process.rawValue)-\(nonceCount)") else {
            preconditionFailure("a process nonce and a number make a plain name")
        }
        return nonce
    }
}
