import Files
import LoopbackSSH
import Processes
import Testing

/// `cjctl doctor` against real servers in all sorts of states.
@Suite("the doctor", .enabled(if: Needs.sshd, Needs.sshdReason), .timeLimit(.minutes(5)))
struct DoctorTests {
    @Test("a healthy host, one only OpenSSH can reach, a closed port, a changed key: each is said, and nothing is left")
    func verdicts() async throws {
        let plain = try await LoopbackSSH(address: "127.0.0.31")
        let modern = try await LoopbackSSH(address: "127.0.0.32", settings: ["Ciphers chacha20-poly1305@openssh.com"])
        let other = try await LoopbackSSH(address: "127.0.0.33")
        let folder = try TemporaryDirectory(prefix: "doctor")
        try modern.authorize("\(plain.folder)/user_ed25519.pub")
        try other.authorize("\(plain.folder)/user_ed25519.pub")
        let wrong = try other.knownHostsLine(publicKey: "\(plain.folder)/user_ed25519.pub")
        let known = [try plain.knownHostsLine(), "good ssh-ed25519 AAAA", try modern.knownHostsLine(), wrong]
            .joined(separator: "\n")
        try AtomicFile.write(Array("\(known)\n".utf8), to: folder.file("known_hosts"))
        try AtomicFile.write(
            Array("service: {name: node, manager: command, start: a, stop: b, status: c}\n".utf8),
            to: folder.file("cjctl.yaml"))
        let hosts = [("good", plain), ("modern", modern), ("other", other)].enumerated().map { number, entry in
            line(entry.0, entry.1.address, entry.1.port, number, folder.path)
        }
        let closed = line("closed", "127.0.0.34", plain.port, 9, folder.path)
        let common =
            "cj_network: net, cj_role: observer, ansible_user: \(plain.user), "
            + "ansible_ssh_private_key_file: \(plain.keyFile), cj_known_hosts: \(folder.file("known_hosts"))"
        let text = "all:\n  vars: {\(common)}\n  hosts:\n" + (hosts + [closed]).joined()
        try AtomicFile.write(Array(text.utf8), to: folder.file("hosts.yml"))

        let program = BuiltProgram(folder: folder.path)
        let said = try await program.expect(1, ["doctor", "-i", "hosts.yml"])
        let output = said.result.outputText
        #expect(output.hasPrefix("2 of 4 hosts would fail\n"), "\(said)")
        for words in [
            "good    native   OpenSSH_", "modern  openssh  ", "FAIL    closed: ", "Connection refused",
            "FAIL    other: ",
            "do not go on before you know why", "modern: goes over ssh: ",
            "\(folder.file("known_hosts")):2 is skipped: malformed key",
        ] { #expect(output.contains(words), "\(words): \(said)") }
        let left = try await ProcessRunner.run(
            ["pgrep", "-f", "ssh -M .*\(folder.path)"], deadline: .seconds(20))
        #expect(left.outputText == "", "masters are left")
        let json = try await program.expect(1, ["doctor", "-i", "hosts.yml", "--json"])
        #expect(json.result.outputText.contains("\"version\":1"))
    }

    private func line(_ name: String, _ address: String, _ port: UInt16, _ number: Int, _ folder: String) -> String {
        "    \(name): {ansible_host: \(address), ansible_port: \(port), cj_api: \"http://127.0.0.1:\(number + 1)\", "
            + "cj_install_root: \(folder)/root\(number), cj_state_dir: \(folder)/state\(number)}\n"
    }
}
