/// `run.planned` of a plan that holds configurations. A program that knows nothing of them must not carry such a run, so it
/// is a version of its own.
public struct RunPlannedWithConfiguration: RecordBody {
    public static let kind = RunPlanned.kind
    public static let version = 2

    public let planned: RunPlanned

    init(_ planned: RunPlanned) { self.planned = planned }

    public init(from decoder: any Decoder) throws { planned = try RunPlanned(from: decoder) }

    public func encode(to encoder: any Encoder) throws { try planned.encode(to: encoder) }
}
