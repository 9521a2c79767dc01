/// Why the node cannot run.
public struct NodeError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, for callers that decide by it.
    public enum Code: Sendable {
        /// The configuration says something that cannot be; every objection stands in the message.
        case configuration
        /// The chain's core does not answer golden vectors as it has to.
        case core
        /// The block file cannot be read or written.
        case store
        /// The block file holds something that is no chain of this network.
        case storeCorrupt
        /// The signing state is not the newest that there was, or cannot be read: signing might repeat itself.
        case signingState
        /// Another process uses the data folder.
        case dataInUse
        /// An address or port cannot be listened on, or a thread not started.
        case system
    }

    /// What went wrong, for callers that decide by it.
    public let code: Code
    /// What went wrong, for people.
    public let message: String

    /// The message.
    public var description: String { message }
}
