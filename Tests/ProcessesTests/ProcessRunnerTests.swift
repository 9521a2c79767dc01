import Files
import Glibc
import Processes
import Testing

@Suite("running programs", .timeLimit(.minutes(5)))
struct ProcessRunnerTests {
    @Test("output, errors and the exit code come back apart")
    func result() async throws {
        let result = try await run(["sh", "-c", "echo out; echo err >&2; exit 7"])
        #expect(result.outputText == "out\n")
        #expect(result.errorText == "err\n")
        #expect(result.status == .exited(7))
        #expect(!result.isTruncated)
    }

    @Test("arguments arrive byte for byte, no shell looks at them")
    func arguments() async throws {
        let awkward = ["a b", "$HOME", "`id`", "'\"", "\n", "", "-n", "é\u{1F600}", "*", "a;b"]
        let result = try await run(["printf", "%s\\0"] + awkward)
        #expect(result.outputText == awkward.map { $0 + "\0" }.joined())
    }

    @Test("input longer than any pipe goes in while output comes out")
    func bothWays() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let result = try await run(["cat"], input: bytes)
        #expect(result.output == bytes)
    }

    @Test("a program that does not read its input ends well")
    func unreadInput() async throws {
        let result = try await run(["true"], input: [UInt8](repeating: 1, count: 1_000_000))
        #expect(result.status == .exited(0))
    }

    @Test("output over the limit is dropped, said so, and does not block the program")
    func truncated() async throws {
        let result = try await ProcessRunner.run(
            ["sh", "-c", "head -c 1000000 /dev/zero; echo done >&2"],
            limits: ProcessOutputLimits(output: 1000, errorOutput: 100), deadline: .seconds(60))
        #expect(result.output.count == 1000)
        #expect(result.isTruncated)
        #expect(result.errorText == "done\n")
    }

    @Test("death by a signal is told from an exit code")
    func signalled() async throws {
        #expect(try await run(["sh", "-c", "kill -TERM $$"]).status == .signalled(SIGTERM))
        #expect(try await run(["sh", "-c", "exit 143"]).status == .exited(143))
    }

    @Test("a program that is not there, an empty list and a NUL byte are errors")
    func cannotStart() async {
        await #expect { try await run(["/nonexistent/program"]) } throws: {
            ($0 as? ProcessError)?.code == .cannotStart(.notFound)
        }
        for arguments in [[], ["echo", "a\0b"]] {
            await #expect { try await run(arguments) } throws: { ($0 as? ProcessError)?.code == .illegalArgument }
        }
    }

    @Test("a system without descriptors or threads to give is an error, not the end")
    func exhausted() async {
        await #expect(processExitsWith: .exitCode(7)) {
            var limit = rlimit(rlim_cur: 12, rlim_max: 12)
            guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { exit(1) }
            while unsafe open("/dev/null", O_RDONLY) >= 0 {}
            do {
                _ = try await ProcessRunner.run(["true"], deadline: .seconds(60))
            } catch let error as ProcessError {
                exit(error.code == .cannotStart(SystemError(number: EMFILE)) ? 7 : 2)
            }
            exit(3)
        }
    }

    @Test("the environment is what was asked for")
    func environment() async throws {
        let only = try await ProcessRunner.run(
            ["/usr/bin/env"], environment: .only(["A": "1", "B": "x=y"]), deadline: .seconds(60))
        #expect(only.outputText == "A=1\nB=x=y\n")
        let with = try await ProcessRunner.run(
            ["/usr/bin/env"], environment: .inheritedWith(["PATH": "/bin", "CJ": "2"]), deadline: .seconds(60))
        let lines = with.outputText.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("PATH=") } == ["PATH=/bin"])
        #expect(lines.contains("CJ=2"))
    }

    @Test("the program starts in the directory asked for")
    func workingDirectory() async throws {
        let result = try await ProcessRunner.run(["pwd"], workingDirectory: "/usr", deadline: .seconds(60))
        #expect(result.outputText == "/usr\n")
    }

    @Test("no descriptor of ours but the three standard ones is passed on")
    func descriptors() async throws {
        let leak = unsafe open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let result = try await run(["sh", "-c", "ls /proc/$$/fd"])
        #expect(result.outputText == "0\n1\n2\n")
    }

    @Test("thirty programs at once all come back")
    func parallel() async throws {
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<30 { group.addTask { try await run(["echo", "\(number)"]).outputText } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == Set((0..<30).map { "\($0)\n" }))
    }
}

@Suite("ending programs", .timeLimit(.minutes(5)))
struct ProcessEndingTests {
    @Test("at the deadline the program dies with its children")
    func deadline() async throws {
        let directory = try TemporaryDirectory(prefix: "processes")
        let pidFile = directory.file("child")
        let script = "sleep 600 & echo $! > \(pidFile); wait"
        let start = ContinuousClock.now
        await #expect {
            try await ProcessRunner.run(["sh", "-c", script], deadline: .milliseconds(400))
        } throws: {
            ($0 as? ProcessError)?.code == .timedOut(.milliseconds(400))
        }
        #expect(ContinuousClock.now - start < .seconds(50))
        try expectGone(pidFile: pidFile)
    }

    @Test("cancelling the task ends the program at once")
    func cancelled() async throws {
        let directory = try TemporaryDirectory(prefix: "processes")
        let fifo = directory.file("started")
        try #require(unsafe mkfifo(fifo, 0o600) == 0)
        let task = Task {
            try await ProcessRunner.run(["sh", "-c", "echo > \(fifo); exec sleep 600"], deadline: .seconds(600))
        }
        _ = try await ProcessRunner.run(["cat", fifo], deadline: .seconds(60))
        let start = ContinuousClock.now
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? ProcessError)?.code == .cancelled }
        #expect(ContinuousClock.now - start < .seconds(50))
    }

    @Test("a child left behind neither holds the result back nor survives it")
    func leftBehind() async throws {
        let directory = try TemporaryDirectory(prefix: "processes")
        let pidFile = directory.file("child")
        let result = try await run(["sh", "-c", "sleep 600 & echo $! > \(pidFile); echo done"])
        #expect(result.outputText == "done\n")
        #expect(result.elapsed < .seconds(50))
        try expectGone(pidFile: pidFile)
    }

    @Test("a detached program has a session of its own, outlives the call and is collected")
    func detached() async throws {
        let directory = try TemporaryDirectory(prefix: "processes")
        let log = directory.file("log")
        let fifo = directory.file("go")
        try #require(unsafe mkfifo(fifo, 0o600) == 0)
        let pid = try ProcessRunner.spawnDetached(
            ["sh", "-c", "read word < go; echo $word"], workingDirectory: directory.path, outputPath: log)
        let identity = try #require(ProcessIdentity(pid: pid))
        #expect(getsid(pid) == pid)
        #expect(identity.isRunning)
        _ = try await ProcessRunner.run(["sh", "-c", "echo hello > \(fifo)"], deadline: .seconds(60))
        while identity.isRunning { await Task.yield() }
        #expect(try File.read(log, limit: 100) == Array("hello\n".utf8))
        #expect(ProcessIdentity(pid: pid) == nil)
    }

    @Test("a number that another process has now is not the process we knew")
    func identity() throws {
        let own = try #require(ProcessIdentity(pid: getpid()))
        #expect(own.isRunning)
        let later = ProcessIdentity(pid: own.pid, startTicks: own.startTicks + 1)
        #expect(!later.isRunning)
        #expect(!later.signal(SIGKILL))
    }
}

private func run(_ arguments: [String], input: [UInt8] = []) async throws(ProcessError) -> ProcessResult {
    try await ProcessRunner.run(arguments, input: input, deadline: .seconds(60))
}

/// The process whose number the file holds has ended: a killed orphan stays a zombie until its new parent collects it.
private func expectGone(pidFile: String) throws {
    let text = String(decoding: try File.read(pidFile, limit: 20), as: UTF8.self)
    let pid = try #require(Int32(text.dropLast()))
    let clock = ContinuousClock()
    let limit = clock.now + .seconds(50)
    while ProcessIdentity(pid: pid) != nil && clock.now < limit {}
    #expect(ProcessIdentity(pid: pid) == nil)
}
