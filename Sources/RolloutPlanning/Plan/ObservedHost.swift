public import FleetModel

/// What was found on a host before a plan was made.
public struct ObservedHost: Sendable, Equatable {
    /// The release that `current` names, with the digest of its store folder.
    public let current: ReleaseReference?
    /// The release that `previous` names.
    public let previous: ReleaseReference?
    /// Stored releases whose every byte was read and matched just now.
    public let verified: Set<Digest>
    /// Stored releases in which a file differs, with what was expected and found.
    public let damaged: [Digest: String]
    /// The process of the service, when it runs.
    public let process: Int?
    /// The store folder that the running file lies in, by its digest.
    public let runningRelease: Digest?
    /// SHA-256 of the file that the process runs.
    public let runningBinary: Digest?
    /// SHA-256 of the same file in the installed release.
    public let installedBinary: Digest?
    /// Free space under the install root, in bytes.
    public let freeBytes: Int64
    /// Everyday tools that the protocol needs and the host lacks.
    public let missingTools: [String]
    public let fence: FenceSight
    /// What stands in the place of the node's configuration; nil when it was not looked at.
    public let configuration: ConfigurationSight?

    public init(
        current: ReleaseReference?, previous: ReleaseReference?, verified: Set<Digest>, damaged: [Digest: String],
        process: Int?, runningRelease: Digest?, runningBinary: Digest?, installedBinary: Digest? = nil,
        freeBytes: Int64, missingTools: [String],
        fence: FenceSight, configuration: ConfigurationSight? = nil
    ) {
        self.current = current
        self.previous = previous
        self.verified = verified
        self.damaged = damaged
        self.process = process
        self.runningRelease = runningRelease
        self.runningBinary = runningBinary
        self.installedBinary = installedBinary
        self.freeBytes = freeBytes
        self.missingTools = missingTools
        self.fence = fence
        self.configuration = configuration
    }
}

/// A fence as somebody who only looks sees it.
public enum FenceSight: Sendable, Equatable {
    case free(token: UInt64)
    case held(by: FenceHolder)
}

/// Who holds a host's fence.
public struct FenceHolder: Sendable, Equatable, CustomStringConvertible {
    public let run: String
    public let process: String
    public let token: UInt64

    public init(run: String, process: String, token: UInt64) {
        self.run = run
        self.process = process
        self.token = token
    }
    public var description: String { "run \(run), process \(process), token \(token)" }
}
