internal import Glibc

/// The user who raises the lab, and logs in to its nodes.
struct LabUser {
    let name: String
    let isRoot: Bool

    /// Looked up by the effective user id; the environment may say anything.
    static func current() throws(LabError) -> LabUser {
        let id = geteuid()
        guard let entry = unsafe getpwuid(id) else {
            throw LabError(.programFailed, "user \(id) has no entry in the user database: OpenSSH cannot log it in")
        }
        let shell = unsafe String(cString: entry.pointee.pw_shell)
        guard unsafe access(shell, X_OK) == 0 else {
            throw LabError(.programMissing, "the login shell \(shell) cannot be run: OpenSSH refuses such a user")
        }
        return LabUser(name: unsafe String(cString: entry.pointee.pw_name), isRoot: id == 0)
    }
}
