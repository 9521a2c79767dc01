import SSH

/// A server that a connection of `ssh` goes through. What is nil here is left to the user's ssh_config.
///
/// `ssh -J` would start an `ssh` for it as well, but one that nothing can be said to: it would ask at a terminal that is not
/// its own, and let a changed host key pass where ssh_config has StrictHostKeyChecking `no`.
public struct OpenSSHBastion: Hashable, Sendable {
    /// An alias, a name or an address.
    public var destination: String
    public var port: UInt16?
    public var user: String?
    /// As `OpenSSHTarget` has it.
    public var hostKeyChecking: String?

    public init(destination: String) { self.destination = destination }

    /// For messages.
    var displayName: String { port.map { $0 == 22 ? destination : "\(destination) port \($0)" } ?? destination }

    /// What connects to the host beyond the last of them, as a value of ProxyCommand; nil when there are none.
    ///
    /// - Parameter logs: a file for each of them, to which it writes what goes wrong: a master's `ssh` sends what its proxy says
    ///   to nobody.
    static func command(
        through bastions: [OpenSSHBastion], by program: String, asking: Bool, logs: [String]
    ) -> String? {
        var command: String?
        for (bastion, log) in zip(bastions, logs) {
            let words = bastion.words(program, over: command, asking: asking) + ["-E", log]
            // Each `ssh` reads percent signs before its shell reads the rest; only the host beyond stays for it to fill in.
            let quoted = words.map { ShellWord.quote($0).replacing("%", with: "%%") }
            command = (quoted + ["-W", "'[%h]:%p'", "--", ShellWord.quote(bastion.destination)]).joined(separator: " ")
        }
        return command
    }

    private func words(_ program: String, over command: String?, asking: Bool) -> [String] {
        var options = ["BatchMode=\(asking ? "no" : "yes")", "LogLevel=INFO"]
        if let hostKeyChecking { options.append("StrictHostKeyChecking=\(hostKeyChecking)") }
        if let command { options.append("ProxyCommand=\(command)") }
        let place = (port.map { ["-p", "\($0)"] } ?? []) + (user.map { ["-l", $0] } ?? [])
        return [program] + options.flatMap { ["-o", $0] } + place
    }
}
