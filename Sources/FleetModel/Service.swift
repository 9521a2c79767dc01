/// The service that a release updates, the same on every host of the fleet.
public struct Service: Sendable, Codable, Equatable {
    public let name: String
    /// The file of a release which the service runs.
    public let binary: String
    public let manager: ServiceManager

    public init(name: String, binary: String, manager: ServiceManager) {
        self.name = name
        self.binary = binary
        self.manager = manager
    }
}

/// What starts and stops a service.
public enum ServiceManager: Sendable, Codable, Equatable {
    /// A unit of systemd's, such as `coinjectured.service`.
    case systemd(unit: String)
    /// Shell commands run in the install root. `status` follows the LSB: exit 0 and the process id on standard output when
    /// running, exit 3 when stopped.
    case command(start: String, stop: String, status: String)
}
