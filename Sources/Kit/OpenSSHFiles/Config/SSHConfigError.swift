/// Why ssh_config cannot be used: what `ssh` would refuse as well, or what cannot be found out.
public struct SSHConfigError: Error, Hashable, CustomStringConvertible {
    public enum Code: Hashable, Sendable {
        /// A file cannot be read, or others may write to it.
        case file
        /// A line does not mean anything.
        case syntax
        /// A value is not one that its keyword can have.
        case value
        /// Files include one another too deeply, or there is too much of something.
        case tooMuch
        /// `ssh -G` was needed and failed.
        case program
    }

    public let code: Code
    /// `file:line`, or the file alone.
    public let place: String
    public let reason: String

    public init(_ code: Code, _ place: String, _ reason: String) {
        self.code = code
        self.place = place
        self.reason = reason
    }

    public var description: String { "\(place): \(reason)" }
}
