/// One idempotent action on one host.
public enum Step: String, Sendable, Codable, CaseIterable {
    /// Put the release's files into the host's store and prove every byte.
    case stage
    /// Prove the release to be started once more, then stop the service and prove that it stopped.
    case stop
    /// Point `previous` and `current` by rename.
    case switchOver = "switch"
    case start
    /// Prove that the running file is the planned one, and note the change as good.
    case commit
}

/// How a step ended, as far as anybody knows.
public enum StepResult: Sendable, Codable, Equatable {
    case done
    /// The host said no before anything was changed.
    case refused(StepTrouble)
    /// Something may have been changed.
    case failed(StepTrouble)
}

/// A host's reason: a code to branch on, and words to read.
public struct StepTrouble: Sendable, Codable, Equatable, CustomStringConvertible {
    public let code: String
    public let detail: String

    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
    public var description: String { detail.isEmpty ? code : detail }
}

/// Where a host's part in a run ended.
public enum HostEnd: Sendable, Codable, Equatable {
    /// The planned release runs, proven and healthy.
    case committed
    /// The release from before runs again, proven and healthy.
    case reverted(reason: String)
    /// Nothing of it was changed.
    case untouched(reason: String)
    /// A person has to look; what the host does now is not known to be good.
    case needsOperator(reason: String)
}
