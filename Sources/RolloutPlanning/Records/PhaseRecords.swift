public import FleetModel

/// The first host of a phase may be changed from here on.
public struct PhaseStarted: RecordBody {
    public static let kind = "phase.started"
    public let phase: PhaseName
}

/// A bake's covered time has grown to `total`.
public struct BakeCovered: RecordBody {
    public static let kind = "bake.covered"
    public let phase: PhaseName
    public let total: TimeSpan
}

/// A bake starts anew.
public struct BakeBroken: RecordBody {
    public static let kind = "bake.broken"
    public let phase: PhaseName
    public let host: HostID
    public let reason: String
}

/// A phase has all its hosts, and its bake has passed.
public struct PhasePassed: RecordBody {
    public static let kind = "phase.passed"
    public let phase: PhaseName
}
