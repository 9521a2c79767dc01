import FleetConfig
import FleetModel
import Testing

@Suite("the limits of a project on SSH")
struct SSHLimitsReaderTests {
    private static let service = "service: {name: cj, manager: systemd}\n"

    private func read(_ text: String) -> Diagnosed<Project> {
        ProjectReader.read(Array((Self.service + text).utf8), file: "cjctl.yaml")
    }

    @Test("every limit is read as it was meant")
    func everything() throws {
        let text = """
            ssh:
              handshakes: 100
              handshakes_per_server: 4
              uploads: 3
              output: 1MiB
              errors: 2048
              deadlines: {resolve: 1s, connect: 2s, handshake: 3s, authenticate: 4s, command: 1m}
              retry: {times: 2, pause: 250ms, penalty_pause: 20s, jitter: 0%}
            """
        let found = read(text)
        #expect(lines(found.diagnostics).isEmpty)
        var limits = SSHLimits.standard
        (limits.handshakes, limits.handshakesPerServer, limits.uploads) = (100, 4, 3)
        (limits.output, limits.errors) = (1 << 20, 2048)
        (limits.deadlines.resolve, limits.deadlines.connect) = (.seconds(1), .seconds(2))
        (limits.deadlines.handshake, limits.deadlines.authenticate) = (.seconds(3), .seconds(4))
        limits.deadlines.command = .seconds(60)
        (limits.retry.times, limits.retry.pause) = (2, .milliseconds(250))
        (limits.retry.penaltyPause, limits.retry.jitter) = (.seconds(20), 0)
        #expect(found.value?.ssh == limits)
    }

    @Test("what is left out has its default", arguments: ["", "ssh:\n", "ssh: {deadlines: , retry: }\n"])
    func standard(_ text: String) {
        #expect(read(text).value?.ssh == .standard)
        var limits = SSHLimits.standard
        limits.retry.times = 0
        #expect(read("ssh: {retry: {times: 0}}\n").value?.ssh == limits)
    }

    @Test(
        "what is wrong is named with its place, and nothing is taken for it",
        arguments: [
            ("ssh: {handshake: 1}\n", "2:7: ssh has no key 'handshake'"),
            ("ssh: {handshakes: 0}\n", "2:19: handshakes is '0'; a whole number from 1 to 1024 is expected"),
            (
                "ssh: {handshakes_per_server: 101}\n",
                "2:30: handshakes_per_server is '101'; a whole number from 1 to 100 is expected"
            ),
            ("ssh: {uploads: many}\n", "2:16: uploads is 'many'; a whole number from 1 to 512 is expected"),
            ("ssh: {output: 4MB}\n", "2:15: output is '4MB'; a number of bytes is expected"),
            ("ssh: {output: MiB}\n", "2:15: output is 'MiB'; a number of bytes is expected"),
            ("ssh: {output: 1000}\n", "2:15: output is 1000; it may be 1024 to 1073741824 bytes"),
            ("ssh: {errors: 99999999999GiB}\n", "2:15: errors is 99999999999GiB; it may be 1024 to 1073741824 bytes"),
            ("ssh: {deadlines: {banner: 1s}}\n", "2:19: deadlines has no key 'banner'"),
            ("ssh: {deadlines: {connect: 1ms}}\n", "2:28: connect is 1ms; it may be 100ms to 10m"),
            ("ssh: {deadlines: {command: 2d}}\n", "2:28: command is 2d; it may be 1s to 1d"),
            ("ssh: {retry: {times: 11}}\n", "2:22: times is '11'; a whole number from 0 to 10 is expected"),
            ("ssh: {retry: {jitter: 0.5}}\n", "2:23: jitter is '0.5'; a whole share from 0% to 100% is expected"),
            ("ssh: {retry: {pause: 2m}}\n", "2:22: pause is 2m; it may be 10ms to 1m"),
            (
                "ssh: fast\n",
                "2:6: ssh is a single value; a mapping with handshakes, handshakes_per_server, uploads, output, errors, deadlines, retry is expected"
            ),
        ])
    func refused(text: String, expected: String) {
        let found = read(text)
        #expect(lines(found.diagnostics) == [expected])
        #expect(found.value == nil)
    }

    @Test(
        "a hint says where a key belongs",
        arguments: [
            ("forks", "it is an option of run and copy: --forks"), ("retries", "it stands below retry: times"),
            ("handshakse", "did you mean 'handshakes'?"),
        ])
    func hints(key: String, hint: String) {
        #expect(read("ssh: {\(key): 1}\n").diagnostics.map(\.hint) == [hint])
    }
}
