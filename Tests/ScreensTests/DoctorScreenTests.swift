import FleetModel
import HostSteps
import Screens
import Testing

@Suite("What the doctor says")
struct DoctorScreenTests {
    @Test("who would fail comes first, equal findings stand once, and another client gives its reason")
    func screen() throws {
        let closed = Ailment(.failure, "connecting: Connection refused")
        let clock = Ailment(.warning, "clock 9 s ahead of this machine's", next: "check chrony or timesyncd")
        let screen = DoctorScreen(
            rows: [
                try row("val-01", "native", "OpenSSH_9.2p1", "id_ed25519", [clock]),
                try row("val-02", "openssh", nil, nil, [clock]),
                try row("val-03", "native", nil, nil, [closed]),
            ],
            here: [Ailment(.note, "libssh2 1.10.0")])
        #expect(screen.wouldFail)
        #expect(
            screen.lines == [
                "1 of 3 hosts would fail",
                "  HOST    ENGINE   SERVER         HOST KEY     LOGS IN WITH  VERDICT",
                "  val-01  native   OpenSSH_9.2p1  ssh-ed25519  id_ed25519    warning",
                "  val-02  openssh  –              –            –             warning",
                "  val-03  native   –              –            –             FAIL",
                "FAIL    val-03: connecting: Connection refused",
                "warning val-01 val-02: clock 9 s ahead of this machine's",
                "        next  check chrony or timesyncd",
                "note    val-02: goes over ssh: a reason",
                "note    this machine: libssh2 1.10.0",
            ])
    }

    @Test("a fleet in order is said to be so in one line")
    func healthy() throws {
        let screen = DoctorScreen(rows: [try row("val-01", "native", "OpenSSH_9.2p1", "id", [])], here: [])
        #expect(!screen.wouldFail)
        #expect(screen.lines.first == "1 host ready: reached, logged in, and able to carry out steps")
    }

    private func row(
        _ name: String, _ engine: String, _ server: String?, _ key: String?, _ ailments: [Ailment]
    ) throws -> DoctorRow {
        DoctorRow(
            host: try #require(HostID(rawValue: name)), engine: engine, engineReason: "a reason", server: server,
            hostKey: server.map { _ in "ssh-ed25519" }, key: key, ailments: ailments)
    }
}
