public import FleetModel

/// What a host said of itself when it was looked over.
public struct HostExamination: Sendable, Equatable {
    /// What `sudo` would do for the user.
    public enum Sudo: String, Sendable {
        /// Not needed.
        case root
        case yes, password, refused, missing
    }

    /// Seconds since 1970.
    public let clock: Int64?
    public let user: String
    /// Programs that are not there.
    public let missing: [String]
    /// Places that steps write to and this user may not.
    public let unwritable: [String]
    /// Where releases are stored, in KiB.
    public let freeKibibytes: Int64?
    public let sudo: Sudo?

    /// Nil when the reply is not whole.
    public init?(output: String, nonce: Nonce) {
        guard let reply = FramedReply(output: output, nonce: nonce), reply.result == .ok else { return nil }
        let all = { (key: String) in reply.facts.filter { $0.key == key }.map(\.value) }
        clock = reply.value(of: "clock").flatMap { Int64($0) }
        user = reply.value(of: "user") ?? ""
        missing = all("missing")
        unwritable = all("unwritable")
        freeKibibytes = reply.value(of: "free").flatMap { Int64($0) }
        sudo = reply.value(of: "sudo").flatMap { Sudo(rawValue: $0) }
    }
}

extension HostScripts {
    /// Looks whether the host has what steps need; any user may ask.
    public static func examine(_ paths: HostPaths, nonce: Nonce) -> HostCommand {
        var variables = ShellVariables()
        variables.set("nonce", nonce.rawValue)
        variables.set("root", paths.installRoot)
        variables.set("state", paths.stateDirectory)
        return HostCommand(
            script: variables.text + ExaminationScript.body, nonce: nonce, deadline: StepLimits.observe)
    }
}
