/// Why a lab, or a release for it, cannot be had.
public struct LabError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        /// The plan asks for what cannot be raised.
        case planInvalid
        /// The project's path holds characters that cannot be written into every file.
        case pathUnusable
        /// There is a lab here already, perhaps one that has crashed: `down` removes it.
        case alreadyUp
        /// There is no lab here.
        case notUp
        /// The lab has no node of this name.
        case nodeUnknown
        /// The node has this fault already.
        case faultPresent
        /// Nodes of this kind cannot have the fault.
        case faultUnsupported
        /// A program that is needed is not installed.
        case programMissing
        /// A program failed; the message carries what it said.
        case programFailed
        /// A port is taken on the lab's addresses.
        case portInUse
        /// A file cannot be read, written or removed.
        case fileRefused
        /// A file stands where the lab would write, and is not the lab's.
        case fileForeign
        /// A server or node did not come up in time.
        case notReady
        /// Processes of the lab outlived SIGKILL.
        case processesLeft
        /// The release is there already, with other content.
        case releaseExists
        /// The release's files do not fit its checksums, or the name is none.
        case releaseInvalid
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What failed, where and why, and what to do next.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// There is no network of this name.
    public init(unknownNetwork name: String) {
        self.init(.planInvalid, "'\(name)' is no network of a lab: a or b, or neither")
    }

    /// The message.
    public var description: String { message }
}
