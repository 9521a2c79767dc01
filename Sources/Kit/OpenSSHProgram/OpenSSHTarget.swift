/// A host as the `ssh` program is to reach it. What is nil or empty here is left to the user's ssh_config.
public struct OpenSSHTarget: Hashable, Sendable {
    /// What `Host` and `Match` of ssh_config are compared with: an alias, a name or an address.
    public var destination: String
    public var address: String?
    public var port: UInt16?
    public var user: String?
    /// Private or public key files; a public one names a key that an agent or a token holds.
    public var identityFiles: [String] = []
    /// `CertificateFile`, for certificates that do not stand beside their key.
    public var certificateFiles: [String] = []
    public var knownHostsFiles: [String] = []
    public var hostKeyAlias: String?
    /// `yes`, `ask`, `accept-new` or `no`, as StrictHostKeyChecking takes them.
    public var hostKeyChecking: String?
    /// The bastions before it, the first to be reached first; none: ssh_config says how the host is reached.
    public var bastions: [OpenSSHBastion] = []
    /// Further settings by their names in ssh_config(5), such as `ProxyJump` or `IdentityAgent`.
    public var settings: [String: String] = [:]
    /// Whether `ssh` may ask at this process's terminal, which has to be nobody else's then; in batch mode otherwise.
    public var asksAtTerminal = false
    /// Whether commands get the user's agent; each command asks for it anew.
    public var forwardsAgent = false

    public init(destination: String) { self.destination = destination }

    /// For messages: the address, with the port where it is not the usual one.
    public var displayName: String {
        let name = address ?? destination
        guard let port, port != 22 else { return name }
        return "\(name) port \(port)"
    }

    /// What makes `ssh` misread its arguments or its settings; nil when nothing does.
    var fault: String? {
        for name in [destination] + bastions.map(\.destination) where name.isEmpty || name.hasPrefix("-") {
            return "'\(name)' is no host's name"
        }
        let ofBastions = bastions.flatMap { [$0.destination, $0.user, $0.hostKeyChecking].compactMap(\.self) }
        let texts =
            ofBastions + [destination, address, user, hostKeyAlias, hostKeyChecking].compactMap(\.self) + identityFiles
            + certificateFiles + knownHostsFiles + settings.keys + settings.values
        guard texts.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }) else { return nil }
        return "a control character stands in its settings"
    }

    /// The arguments for all of this, without the destination.
    ///
    /// - Parameters:
    ///   - program: the `ssh` that reaches the bastions.
    ///   - logs: a file for each bastion's.
    func arguments(for program: String, logs: [String]) -> [String] {
        var options: [(String, String)] = []
        func add(_ name: String, _ value: String?) { if let value { options.append((name, value)) } }
        add("HostName", address.map(Self.literal))
        add("Port", port.map { "\($0)" })
        add("User", user)
        for file in identityFiles { add("IdentityFile", Self.quoted(file)) }
        for file in certificateFiles { add("CertificateFile", Self.quoted(file)) }
        if !identityFiles.isEmpty { add("IdentitiesOnly", "yes") }
        if !knownHostsFiles.isEmpty {
            add("UserKnownHostsFile", knownHostsFiles.map(Self.quoted).joined(separator: " "))
            add("GlobalKnownHostsFile", "/dev/null")
        }
        add("HostKeyAlias", hostKeyAlias)
        add("StrictHostKeyChecking", hostKeyChecking)
        let proxy = OpenSSHBastion.command(through: bastions, by: program, asking: asksAtTerminal, logs: logs)
        add("ProxyCommand", proxy)
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { add(name, value) }
        return options.flatMap { ["-o", "\($0)=\($1)"] }
    }

    /// ssh_config(5), TOKENS: a percent sign stands for itself when it is doubled.
    private static func literal(_ text: String) -> String { text.replacing("%", with: "%%") }

    private static func quoted(_ path: String) -> String {
        "\"\(literal(path).replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
