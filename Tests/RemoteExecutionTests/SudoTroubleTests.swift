import SSH
import Testing

@testable import RemoteExecution

@Suite("What sudo says")
struct SudoTroubleTests {
    @Test(
        "sudo's words are understood",
        arguments: [
            ("sudo: a password is required\n", 1, ExecutionError.Code.passwordNeeded),
            ("sudo: interactive authentication is required\n", 1, .passwordNeeded),
            ("sudo: sorry, you must have a tty to run sudo\n", 1, .terminalNeeded),
            ("sudo: no tty present and no askpass program specified\n", 1, .passwordNeeded),
            ("sudo: a terminal is required to read the password; either use the -S option\n", 1, .terminalNeeded),
            (
                "Sorry, try again.\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n", 1,
                .passwordRefused
            ),
            ("lab is not in the sudoers file.\n", 1, .sudoRefused),
            ("Sorry, user lab is not allowed to execute '/bin/sh' as root on h.\n", 1, .sudoRefused),
            ("sudo-rs: I'm sorry lab. I'm afraid I can't do that\n", 1, .sudoRefused),
            ("cjctl: 3: exec: sudo: not found\n", 127, .sudoMissing),
            ("sudo: unknown user nobody2\n", 1, .sudoRefused),
            ("sudo: /etc/sudo.conf is owned by uid 1, should be 0\n", 1, .sudoRefused),
        ])
    func words(_ text: String, _ status: Int32, _ code: ExecutionError.Code) {
        let raw = SSHReply(
            status: .exited(status), output: [], errorOutput: Array("m-pid 12\n\(text)".utf8), isTruncated: false)
        #expect(SudoTrouble(raw, wasAskedAgain: false, "h", Sudo()).code == code)
    }
}
