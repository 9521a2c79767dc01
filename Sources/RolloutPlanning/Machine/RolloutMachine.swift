public import FleetModel

/// The heart: a run as a value. It is told what happened and answers with what to do; it performs nothing.
///
/// `state` is folded from records alone. The rest (who was seen when, what is under way in this process, clocks) belongs to
/// one controller process and begins anew with the next.
public struct RolloutMachine: Sendable {
    /// Attempts at a host's fence before the host counts as missing.
    public static let maximumFenceAttempts = 3
    /// Between two attempts at a host that did not answer.
    public static let retryDelay = TimeSpan.seconds(1)

    public internal(set) var state: RunState
    public internal(set) var ending: Ending?

    let process: Nonce
    var power: OnlinePower
    var contacts: [HostID: Contact] = [:]
    var watches: [HostID: HealthWatch] = [:]
    var readings: [HostID: HealthReading] = [:]
    var bake: BakeWatch?
    /// Covered bake time that no record carries yet.
    var unrecordedBake = TimeSpan.zero
    var fences = FenceRound()
    var isInterrupted = false
    var lastProgress: Moment?
    /// What each host waits for, for people.
    var waitingFor: [HostID: String] = [:]
    /// In an emergency: whether the chain could still finalise when the rollback began.
    var chainWasLive: Bool?
    /// Why a host went back, for its last record.
    var reasons: [HostID: String] = [:]
    /// Whether this process has announced a stop.
    var hasTouched = false

    private var nonceCount = 0
    private var pendingEffects: [Effect] = []

    /// `process` is the nonce of this controller process; it must be the newest one in `state`.
    public init(state: RunState, process: Nonce) {
        self.state = state
        self.process = process
        power = OnlinePower(plan: state.plan)
    }

    /// Takes one event at one moment; moments never go backwards.
    public mutating func handle(_ event: Event, at now: Moment) -> [Effect] {
        guard ending == nil else { return [] }
        switch event {
        case .began: begin(at: now)
        case .fence(let host, let reply): fenceReplied(host, reply, at: now)
        case .step(let host, let nonce, let reply): stepReplied(host, nonce, reply, at: now)
        case .settled(let host, let nonce, let finding): settled(host, nonce, finding, at: now)
        case .sample(let host, let reading): saw(host, reading, at: now)
        case .request(let request): asked(request)
        case .tick: break
        }
        if ending == nil { advance(at: now) }
        defer { pendingEffects = [] }
        return pendingEffects
    }

    /// What each host is waiting for, in words.
    public func explanation(of host: HostID) -> String? { waitingFor[host] }

    /// The last reading of a node.
    public func reading(of host: HostID) -> HealthReading? { readings[host] }

    // MARK: - The only ways in which anything leaves the machine

    mutating func record(_ record: RolloutRecord) {
        state.apply(record)
        if case .append(let earlier)? = pendingEffects.last {
            pendingEffects[pendingEffects.count - 1] = .append(earlier + [record])
        } else {
            pendingEffects.append(.append([record]))
        }
    }

    mutating func perform(_ effect: Effect) { pendingEffects.append(effect) }

    mutating func finish(_ ending: Ending) {
        self.ending = ending
        pendingEffects.append(.finish(ending))
    }

    mutating func makeNonce() -> Nonce {
        nonceCount += 1
        guard let nonce = Nonce(rawValue: "\(process.rawValue)-\(nonceCount)") else {
            preconditionFailure("a process nonce and a number make a plain name")
        }
        return nonce
    }
}

/// How this process stands with one host.
struct Contact: Sendable {
    /// The effect under way, if any.
    var attending: Nonce?
    var retryAt: Moment?
    /// Since when the host has not answered.
    var silentSince: Moment?
}
