import Files
import LoopbackSSH
import RemoteExecution
import SSH
import Testing

@Suite("Ending what nobody waits for", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct StopTests {
    let host: Host

    init() async throws { host = try await Host() }

    /// True when a process of this number runs.
    private func isRunning(_ pid: String) -> Bool {
        guard let status = try? File.read("/proc/\(pid.filter(\.isNumber))/status", limit: 1 << 16) else {
            return false
        }
        return !String(decoding: status, as: UTF8.self).contains("State:\tZ")
    }

    private func content(_ name: String) throws -> String {
        String(decoding: try File.read("\(host.server.folder)/\(name)", limit: 1000), as: UTF8.self)
    }

    @Test("at the deadline the whole process group ends, what it wrote is kept, and the session goes on")
    func deadline() async throws {
        let pids = "\(host.server.folder)/pids"
        let script = "echo partial; sh -c 'echo $$; exec sleep 300' > '\(pids)' & echo $$ > '\(pids).2'; sleep 300"
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.script(script), deadline: .seconds(3))
        }
        #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
        #expect(error?.partial?.text == "partial\n" && error?.partial?.status == .signalled("TERM"))
        #expect(error?.reason == "here: no end within 3s; its processes were ended")
        for name in ["pids", "pids.2"] { #expect(!isRunning(try content(name))) }
        #expect(await host.session.isOpen)
        #expect(try await host.run(.arguments(["echo", "on"])).text == "on\n")
    }

    @Test("what ignores the polite signal is killed after the grace")
    func stubborn() async throws {
        let pids = "\(host.server.folder)/pids"
        let script = "trap '' TERM; echo $$ > '\(pids)'; while :; do sleep 1; done"
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.script(script), deadline: .seconds(1))
        }
        #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
        #expect(error?.partial?.status == .signalled("KILL"))
        #expect(!isRunning(try content("pids")))
        #expect(await host.session.isOpen)
    }

    @Test("a cancelled task ends its remote processes before it returns")
    func cancelled() async throws {
        let pids = "\(host.server.folder)/pids"
        let run = Task { try await host.run(.script("echo $$ > '\(pids).new'; mv '\(pids).new' '\(pids)'; sleep 300")) }
        let waited = try await host.run(.script("until [ -e '\(pids)' ]; do sleep 0.05; done"))
        #expect(waited.status == .exited(0))
        run.cancel()
        let error = await #expect(throws: ExecutionError.self) { _ = try await run.value }
        #expect(error?.code == .cancelled(.gone), "\(error?.reason ?? "")")
        #expect(!isRunning(try content("pids")))
        #expect(await host.session.isOpen)
    }

    @Test("a command that reads without end is ended as well")
    func endlessInput() async throws {
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(
                .arguments(["sh", "-c", "cat > /dev/null"]),
                input: .source { _, limit in [UInt8](repeating: 0, count: limit) }, deadline: .seconds(1))
        }
        #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
    }

    @Test("who left the group with its output still open is not claimed to be gone when it is not")
    func escaped() async throws {
        let pids = "\(host.server.folder)/pids"
        let script = "setsid sh -c 'echo $$ > \(pids); exec sleep 20' & until [ -s \(pids) ]; do sleep 0.05; done; wait"
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.script(script), deadline: .seconds(3))
        }
        // The group is gone; the one that left it is somebody else's business, and holds the channel: the session ends.
        #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
        #expect(isRunning(try content("pids")))
        #expect(await host.session.isOpen == false)
        _ = try await Host().run(.arguments(["kill", try content("pids").filter(\.isNumber)]))
    }

    @Test("a command that ends in time is sent no signal")
    func inTime() async throws {
        let log = "\(host.server.folder)/signals"
        for _ in 0..<5 {
            let reply = try await host.run(
                .script("trap 'echo signalled >> \(log)' TERM HUP INT; sleep 0.1; echo done"), deadline: .seconds(20))
            #expect(reply.text == "done\n")
        }
        #expect(!File.exists(log), "\((try? content("signals")) ?? "")")
    }

    @Test("where the server makes no group for a command, it gets one of its own and ends with it")
    func noGroup() async throws {
        // The command's shell as the child of another one, as under a server that starts it in its own group.
        let host = try await Host(settings: ["ForceCommand dash -c \"$SSH_ORIGINAL_COMMAND\"; exit $?"])
        let pids = "\(host.server.folder)/pids"
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(
                .script("echo $$ > '\(pids)'; sleep 300 & echo $! > '\(pids).2'; wait"), deadline: .seconds(3))
        }
        #expect(error?.code == .deadline(.gone), "\(error?.reason ?? "")")
        for name in ["pids", "pids.2"] {
            let pid = String(decoding: try File.read("\(host.server.folder)/\(name)", limit: 100), as: UTF8.self)
            #expect(!isRunning(pid))
        }
    }

    @Test("a host that begins everything and ends nothing is given up after a while", .timeLimit(.minutes(5)))
    func stuck() async throws {
        // Every command gets the beginning that it should have, by a number that no process has, and then hangs.
        let folder = try TemporaryDirectory(prefix: "stuck")
        let script = """
            begun=$(printf %s "$SSH_ORIGINAL_COMMAND" | grep -o 'mark[0-9a-z]*-pid' | head -n 1)
            echo "$begun 99999999" >&2
            echo x >>"$0.count"
            while kill -0 $PPID 2>/dev/null; do sleep 0.2; done
            """
        try AtomicFile.write(Array(script.utf8), to: folder.file("hang"))
        let host = try await Host(settings: ["ForceCommand exec sh \(folder.file("hang"))"])
        let error = await #expect(throws: ExecutionError.self) {
            _ = try await host.run(.arguments(["true"]), deadline: .seconds(1), grace: .zero)
        }
        // On a machine that is busy enough the connection's own time is over first.
        guard case .deadline(.left(group: 99_999_999, let why)) = error?.code else {
            Issue.record("\(error?.reason ?? "")")
            return
        }
        #expect(error?.reason == "here: no end within 1s; process group 99999999 may still run: \(why)")
        // The command, and what should have ended it; nothing to end that.
        #expect(try File.read(folder.file("hang.count"), limit: 100).count <= 4)
    }
}
