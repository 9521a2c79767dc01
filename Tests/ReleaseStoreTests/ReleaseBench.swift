import Crypto
import Files
import FleetModel
import Processes
import ReleaseStore
import SSHSignatures
import Testing

/// A folder with a release that has everything, the keys of three people, and what a project demands of them.
final class ReleaseBench: Sendable {
    static let now = Timestamp(clampingSeconds: 1_795_176_000)
    static let program = Array("#!/bin/sh\necho 4.0.0\n".utf8)

    let directory: TemporaryDirectory
    let folder: ReleaseFolder

    init(_ name: String = "v4.0.0") throws {
        directory = try TemporaryDirectory(prefix: "release")
        let path = directory.file("releases/\(name)")
        try Directory.makeWithParents(path)
        folder = ReleaseFolder(
            name: try #require(ReleaseName(rawValue: name)), path: path, binary: "coinjectured")
        try write("coinjectured", Self.program, mode: 0o755)
        try write("sbom.json", Array("{}\n".utf8))
        try write("coinjectured.sha256", Array("\(Self.digest(Self.program))  coinjectured\n".utf8))
        try write("release.yaml", Array(Self.manifest().utf8))
    }

    static func digest(_ bytes: [UInt8]) -> String { Hexadecimal.encode(SHA256.hash(bytes)) }

    /// The manifest, with lines exchanged or added by their key.
    static func manifest(_ changes: [String: String] = [:]) -> String {
        var lines = [
            ("schema", "1"), ("release", "v4.0.0"), ("version", "4.0.0"), ("sequence", "7"),
            ("expires", "2027-02-20T00:00:00Z"), ("toolchain", "Swift 6.3"),
            ("files", "{coinjectured: {size: \(program.count), mode: \"0755\", sha256: \(digest(program))}}"),
            ("sbom", "{file: sbom.json, sha256: \(digest(Array("{}\n".utf8)))}"),
        ]
        for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let index = lines.firstIndex(where: { $0.0 == key }) {
                lines[index].1 = value
            } else {
                lines.append((key, value))
            }
        }
        return lines.map { "\($0.0): \($0.1)\n" }.joined()
    }

    func write(_ name: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws {
        try AtomicFile.write(bytes, to: folder.file(name), mode: mode)
    }

    func read(_ name: String) throws -> [UInt8] { try File.read(folder.file(name), limit: 1 << 20) }

    /// A key pair of somebody, allowed to sign under that name.
    func allow(_ names: String..., options: String = "") async throws {
        var lines = ""
        for name in names {
            let key = directory.file(name)
            if !File.exists(key) { try await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key]) }
            let text = String(decoding: try File.read("\(key).pub", limit: 1 << 16), as: UTF8.self)
            let words = text.split(separator: " ").prefix(2).joined(separator: " ")
            lines += "\(name) \(options)\(options.isEmpty ? "" : " ")\(words)\n"
        }
        try AtomicFile.write(Array(lines.utf8), to: directory.file("allowed_signers"))
    }

    func sign(_ name: String, namespace: String = SignatureCheck.namespace) async throws {
        let signature = try await SignatureProgram(namespace: namespace).sign(
            try read("release.yaml"), key: directory.file(name))
        try write("release.yaml.\(name).sig", signature.armour)
    }

    func run(_ arguments: [String]) async throws {
        let result = try await ProcessRunner.run(arguments, deadline: .seconds(30))
        try #require(result.status.isSuccess, "\(result.errorText)")
    }

    func demand(_ threshold: Int = 1, revoked: String? = nil) -> SignatureCheck {
        SignatureCheck(
            allowedSigners: directory.file("allowed_signers"), threshold: threshold,
            revoked: revoked.map { directory.file($0) })
    }

    /// What stands in the way of the release; nil when nothing does.
    func refusal(_ demand: SignatureCheck? = nil, at now: Timestamp = ReleaseBench.now) async -> ReleaseError? {
        do throws(ReleaseError) {
            _ = try await folder.prove(demand, at: now)
            return nil
        } catch {
            return error
        }
    }
}
