/// Every kind of record that a run's state is folded from.
public enum RolloutRecord: Sendable, Equatable {
    case runPlanned(RunPlanned)
    case runStarted(RunStarted)
    case runHalted(RunHalted)
    case runHeld(RunHeld)
    case runReleased(RunReleased)
    case runTurned(RunTurned)
    case runEnded(RunEnded)
    case fenceAcquired(FenceAcquired)
    case stepIntended(StepIntended)
    case stepEnded(StepEnded)
    case hostVerified(HostVerified)
    case hostTurned(HostTurned)
    case hostClosed(HostClosed)
    case hostReopened(HostReopened)
    case undoFired(UndoFired)
    case phaseStarted(PhaseStarted)
    case bakeCovered(BakeCovered)
    case bakeBroken(BakeBroken)
    case phasePassed(PhasePassed)

    /// What goes into the ledger.
    public var body: any RecordBody {
        switch self {
        case .runPlanned(let body): body.plan.configuresHosts ? RunPlannedWithConfiguration(body) : body
        case .runStarted(let body): body
        case .runHalted(let body): body
        case .runHeld(let body): body
        case .runReleased(let body): body
        case .runTurned(let body): body
        case .runEnded(let body): body
        case .fenceAcquired(let body): body
        case .stepIntended(let body): body
        case .stepEnded(let body): body
        case .hostVerified(let body): body
        case .hostTurned(let body): body
        case .hostClosed(let body): body
        case .hostReopened(let body): body
        case .undoFired(let body): body
        case .phaseStarted(let body): body
        case .bakeCovered(let body): body
        case .bakeBroken(let body): body
        case .phasePassed(let body): body
        }
    }
}

/// Decodes one kind and version of record from its body, by way of a decoder of the caller's.
public struct RecordDecoding: Sendable {
    public let kind: String
    public let version: Int
    private let make: @Sendable (any BodyDecoder) throws -> RolloutRecord

    private init<Body: RecordBody>(_ type: Body.Type, _ wrap: @escaping @Sendable (Body) -> RolloutRecord) {
        kind = Body.kind
        version = Body.version
        make = { wrap(try $0.decode(Body.self)) }
    }

    public func record(from decoder: any BodyDecoder) throws -> RolloutRecord { try make(decoder) }

    /// Every kind and version that can be read. Lines are added, never taken away.
    public static let all: [RecordDecoding] = [
        RecordDecoding(RunPlanned.self) { .runPlanned($0) },
        RecordDecoding(RunStarted.self) { .runStarted($0) },
        RecordDecoding(RunHalted.self) { .runHalted($0) },
        RecordDecoding(RunHeld.self) { .runHeld($0) },
        RecordDecoding(RunReleased.self) { .runReleased($0) },
        RecordDecoding(RunTurned.self) { .runTurned($0) },
        RecordDecoding(RunEnded.self) { .runEnded($0) },
        RecordDecoding(FenceAcquired.self) { .fenceAcquired($0) },
        RecordDecoding(StepIntended.self) { .stepIntended($0) },
        RecordDecoding(StepEnded.self) { .stepEnded($0) },
        RecordDecoding(HostVerified.self) { .hostVerified($0) },
        RecordDecoding(HostTurned.self) { .hostTurned($0) },
        RecordDecoding(HostClosed.self) { .hostClosed($0) },
        RecordDecoding(HostReopened.self) { .hostReopened($0) },
        RecordDecoding(UndoFired.self) { .undoFired($0) },
        RecordDecoding(PhaseStarted.self) { .phaseStarted($0) },
        RecordDecoding(BakeCovered.self) { .bakeCovered($0) },
        RecordDecoding(BakeBroken.self) { .bakeBroken($0) },
        RecordDecoding(PhasePassed.self) { .phasePassed($0) },
        RecordDecoding(RunPlannedWithConfiguration.self) { .runPlanned($0.planned) },
    ]
}

/// Turns the bytes of one body into a value; JSON in the ledger, anything else in a test.
public protocol BodyDecoder {
    func decode<Body: RecordBody>(_ type: Body.Type) throws -> Body
}
