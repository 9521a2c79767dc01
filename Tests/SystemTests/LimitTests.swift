import Files
import Glibc
import LoopbackSSH
import Processes
import Testing

/// What `ssh:` of cjctl.yaml bounds, as it is seen from outside.
@Suite("Limits of cjctl.yaml", .enabled(if: LoopbackSSH.isAvailable, "\(LoopbackSSH.skipReason)"))
struct LimitTests {
    private func project(_ limits: String) async throws -> RemoteProject {
        let project = try await RemoteProject(hosts: ["n-1"])
        let path = "\(project.folder)/cjctl.yaml"
        let settings = try File.read(path, limit: 1 << 20)
        try AtomicFile.write(settings + Array("\nssh: {\(limits)}\n".utf8), to: path)
        return project
    }

    @Test("so much of a command's output and errors is kept, and that more was written is said")
    func output() async throws {
        let project = try await project("output: 2KiB, errors: 1KiB")
        let script = "head -c 2048 /dev/zero | tr '\\0' o; head -c 1024 /dev/zero | tr '\\0' e >&2"
        let exact = try await project.program.expect(0, project.words("run", ["-l", "up", "--", "sh", "-c", script]))
        #expect(
            count("o", exact) == 2048 && count("e", exact) == 1024
                && !exact.text.contains("more was written than is kept"))
        for more in ["printf o", "printf e >&2"] {
            let said = try await project.program.expect(
                0, project.words("run", ["-l", "up", "--", "sh", "-c", "\(script); \(more)"]))
            #expect(
                count("o", said) == 2048 && count("e", said) == 1024
                    && said.text.contains("more was written than is kept"), "\(said)")
        }
    }

    /// The length of the longest row of a letter.
    private func count(_ letter: Character, _ said: Said) -> Int {
        said.text.split { $0 != letter }.map(\.count).max() ?? 0
    }

    @Test("a command without a time of its own has the project's")
    func command() async throws {
        let project = try await project("deadlines: {command: 2s}")
        let said = try await project.program.expect(1, project.words("run", ["-l", "up", "--", "sleep", "300"]))
        #expect(said.text.contains("no end within 2s; its processes were ended"), "\(said)")
        let longer = try await project.program.expect(
            0, project.words("run", ["-l", "up", "--timeout", "90s", "--", "sh", "-c", "sleep 3; echo whole"]))
        #expect(longer.text.contains("whole"))
    }

    @Test(
        "a name server that says nothing costs the deadline of looking up",
        .enabled(if: getuid() == 0 && File.exists("/usr/bin/unshare"), "SKIPPED, NOT PASSED: needs root and unshare"))
    func resolve() async throws {
        let project = try await project("deadlines: {resolve: 500ms}")
        let inventory = "\(project.folder)/hosts.yml"
        let text = String(decoding: try File.read(inventory, limit: 1 << 20), as: UTF8.self)
        let named = text.replacing("n-1: {ansible_host: 127.0.0.2", with: "n-1: {ansible_host: nowhere.example")
        try AtomicFile.write(Array(named.utf8), to: inventory)
        let server = try SilentNameServer()
        try AtomicFile.write(Array("nameserver \(SilentNameServer.address)\n".utf8), to: "\(project.folder)/resolv")
        let script = "mount --bind resolv /etc/resolv.conf && exec \"$@\""
        let start = ContinuousClock.now
        let result = try await ProcessRunner.run(
            ["unshare", "--mount", "sh", "-c", script, "sh", BuiltProgram.path]
                + project.words("run", ["-l", "up", "--", "true"]), workingDirectory: project.folder,
            deadline: BuiltProgram.patience)
        #expect(result.status == .exited(4), "\(result.errorText)")
        #expect(
            result.outputText.contains("looking up the name: the look-up took too long"), "\(result.outputText)")
        #expect(ContinuousClock.now - start < .seconds(60))
        server.close()
    }
}

/// A name server's port where nobody reads.
private struct SilentNameServer {
    struct Failure: Error {}

    static let address = "127.0.53.9"
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(53).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &place) { pointer in
            unsafe inet_pton(AF_INET, Self.address, &pointer.pointee.sin_addr) == 1
                && pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, length) == 0
                }
        }
        guard isBound else { throw Failure() }
    }

    func close() { Glibc.close(descriptor) }
}
