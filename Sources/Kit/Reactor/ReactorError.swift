/// Why a reactor could not be started.
public struct ReactorError: Error, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        /// `epoll_create1` or `eventfd` failed: out of descriptors or memory.
        case descriptors
        /// The thread could not be created.
        case thread
    }

    public let code: Code
    /// The system's error number.
    public let systemError: Int32

    public var description: String {
        switch code {
        case .descriptors: "cannot open the event descriptors of a reactor (errno \(systemError))"
        case .thread: "cannot start the thread of a reactor (errno \(systemError))"
        }
    }
}
