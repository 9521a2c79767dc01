/// Whether this machine can hold machines.
enum MachineSupport {
    /// Throws what is missing, all programs at once.
    static func check() throws(LabError) {
        guard try LabUser.current().isRoot else {
            throw LabError(.planInvalid, "a lab of kind systemd needs root; --kind loopback does not")
        }
        let needed = [
            ("systemd-nspawn", "systemd-container"), ("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux"),
            ("nsenter", "util-linux"),
        ]
        let missing = needed.filter { (try? Program.path(of: $0.0, package: $0.1)) == nil }
        guard missing.isEmpty else {
            throw LabError(
                .programMissing,
                "\(missing.map(\.0).joined(separator: ", ")) cannot be found (Debian: apt-get install "
                    + "\(missing.map(\.1).joined(separator: " ")))")
        }
    }
}
