import FleetModel
import Foundation
import HostSteps
import Processes
import RolloutPlanning
import Testing

/// A host made of a temporary folder: a store layout, a state directory, and a service whose binary is a copy of `sleep`
/// with something appended, so that every release differs in bytes and really runs.
final class HostFolder {
    let path: String
    let userland: Userland
    let host: FleetModel.Host
    let service: Service
    let identity: HostScripts.Identity

    init(_ userland: Userland) throws {
        path = NSTemporaryDirectory() + "host-\(UUID().uuidString)"
        self.userland = userland
        try FileManager.default.createDirectory(atPath: path + "/root", withIntermediateDirectories: true)
        host = try FleetModel.Host(
            id: #require(HostID(rawValue: "val-01")),
            connection: Connection(address: "127.0.0.1", port: 22, user: "me", identityFiles: [], knownHostsFiles: []),
            network: #require(NetworkID(rawValue: "net")), role: .validator, votingPower: VotingPower(clamping: 1),
            isCanary: false, zone: nil,
            paths: HostPaths(installRoot: path + "/root", stateDirectory: path + "/state"),
            probes: ProbeAddresses(api: "http://127.0.0.1:1", metrics: nil))
        let run = #"(setsid current/node 600 </dev/null >/dev/null 2>&1 & echo $! >pid)"#
        service = Service(
            name: "node", binary: "node",
            manager: .command(
                start: run, stop: #"if [ -f pid ]; then kill "$(cat pid)" 2>/dev/null; rm -f pid; fi; sleep 0.05"#,
                status: #"[ -f pid ] && kill -0 "$(cat pid)" 2>/dev/null && cat pid || exit 3"#))
        identity = try HostScripts.Identity(
            run: #require(RunID(rawValue: "run-1")), process: #require(Nonce(rawValue: "p1")),
            planDigest: #require(Digest(bytes: Array(repeating: 7, count: 32))))
    }

    /// Ends what the service left running, and removes the folder.
    func remove() async {
        // What watches over an armed change ends when that is gone.
        _ = try? await execute(["/bin/rm", "-f", "\(path)/state/deadman/armed"])
        _ = try? await execute(["/bin/sh", "-c", "cd \(path)/root && [ -f pid ] && kill -9 $(cat pid)"])
        _ = try? await execute(["/bin/chmod", "-R", "u+w", path])
        try? FileManager.default.removeItem(atPath: path)
    }

    var scripts: HostScripts { HostScripts(host: host, service: service) }

    func nonce(_ text: String) throws -> Nonce { try #require(Nonce(rawValue: text)) }

    /// A release whose one file is `sleep` and `mark`.
    func makeRelease(_ name: String, mark: String) async throws -> (release: Release, content: Data) {
        let content = try Data(contentsOf: URL(fileURLWithPath: "/bin/sleep")) + Data(mark.utf8)
        let file = try ReleaseFile(
            name: "node", size: Int64(content.count), digest: #require(await Digest(hexadecimal: sha256(content))))
        let digest = try #require(await Digest(hexadecimal: sha256(Data(Release.listing(of: [file])))))
        return (try Release(name: #require(ReleaseName(rawValue: name)), files: [file], digest: digest), content)
    }

    /// Lays a release into the store, as a host that already runs it has it.
    func install(_ release: Release, _ content: Data, as link: String?) async throws {
        let folder = "\(path)/root/store/\(release.digest)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try content.write(to: URL(fileURLWithPath: folder + "/node"))
        try FileManager.default.createDirectory(atPath: path + "/root/releases", withIntermediateDirectories: true)
        _ = try await execute(["/bin/chmod", "0555", folder + "/node"])
        _ = try await execute([
            "/bin/ln", "-sfn", "../store/\(release.digest)", "\(path)/root/releases/\(release.name)",
        ])
        if let link { _ = try await execute(["/bin/ln", "-sfn", "releases/\(release.name)", "\(path)/root/\(link)"]) }
    }

    /// Runs a command as sshd would: as the leader of its own session.
    func run(
        _ command: HostCommand, input: Data = Data(), cuttingInputTo length: Int = .max
    ) async throws -> (reply: FramedReply?, output: String) {
        let arguments = try await userland.arguments(of: command, toolsIn: path)
        var input = input
        if case .text(let text) = command.input {
            input = Data(userland == .busybox ? text.replacing("/bin/sh", with: "\(path)/tools/sh").utf8 : text.utf8)
        }
        let output = try await execute(["/usr/bin/setsid", "-w"] + arguments, input: input.prefix(length))
        return (FramedReply(output: output, nonce: command.nonce), output)
    }

    func perform(
        _ step: Step, _ nonceText: String, _ release: Release, token: UInt64 = 1, content: Data = Data(),
        isGoingBack: Bool = false, undo: Undo? = nil, undoAfter: TimeSpan = .seconds(600)
    ) async throws -> StepReply? {
        let order = try StepOrder(
            host: host.id, step: step, nonce: nonce(nonceText), token: token, release: release.reference,
            undo: step == .stop ? undo ?? .switchTo(release.reference) : nil)
        return try await run(
            scripts.perform(order, identity, release: release, isGoingBack: isGoingBack, undoAfter: undoAfter),
            input: content
        )
        .reply?.stepReply
    }

    /// Puts off the undo that is armed.
    func renew(_ nonceText: String, token: UInt64 = 1) async throws -> RenewReply? {
        try await run(scripts.renew(identity, nonce: nonce(nonceText), token: token)).reply?.renewReply
    }

    /// Waits on the host until a condition of its shell holds; false when it does not for `seconds`.
    func holds(_ condition: String, within seconds: Int) async throws -> Bool {
        let loop = "until \(condition); do sleep 0.1; done; echo yes"
        return try await execute(["/usr/bin/timeout", "\(seconds)", "/bin/sh", "-c", "cd \(path) && \(loop)"])
            == "yes\n"
    }

    func acquire(_ nonceText: String, known: [Nonce] = [], floor: UInt64 = 0, as other: HostScripts.Identity? = nil)
        async throws -> FenceReply?
    {
        try await run(scripts.acquire(other ?? identity, nonce: nonce(nonceText), known: known, floor: floor)).reply?
            .fenceReply
    }

    func observe(_ release: Release? = nil) async throws -> ObservedHost? {
        try await run(scripts.observe(nonce: nonce("look"), release: release)).reply?.observation
    }

    func text(_ file: String) -> String {
        (try? String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)) ?? ""
    }

    func sha256(_ data: Data) async throws -> String {
        String(try await execute(["/usr/bin/sha256sum"], input: data).prefix(64))
    }

    /// The program's output, errors included.
    @discardableResult
    func execute(_ arguments: [String], input: Data = Data()) async throws -> String {
        let result = try await ProcessRunner.run(arguments, input: Array(input), deadline: .seconds(30))
        return String(decoding: result.output + result.errorOutput, as: UTF8.self)
    }
}
