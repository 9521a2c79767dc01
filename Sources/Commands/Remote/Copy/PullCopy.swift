import Arguments
import FleetModel
import HostSteps
import RolloutEngine
import Screens
import Secrets

/// A file that each host fetches by itself.
struct PullCopy: Transfer {
    private let arguments: [String]
    private let header: KeptSecret?
    private let channel: TransferChannel

    init(
        _ url: String, _ paths: [String], _ context: CommandContext, _ channel: TransferChannel, mode: UInt32?
    ) throws(CommandFailure) {
        guard paths.count == 1, let last = paths.first else {
            throw CommandFailure(.usage, "with --from there is one PATH: where the file goes on each host")
        }
        guard let text = context.arguments.value("--sha256"), let digest = Digest(hexadecimal: text) else {
            throw CommandFailure(
                .usage, "--from needs --sha256 with 64 hexadecimal digits: nothing unverified is put in place")
        }
        let name = url.split(separator: "/").last.map(String.init) ?? ""
        let place = try TransferChannel.checked(last.hasSuffix("/") ? last + name : last)
        let protocols = try Self.protocols(of: url)
        self.channel = channel
        header = try Self.header(context)
        arguments = [
            place, digest.description, TransferChannel.octal(mode ?? 0o644), url,
            "\(max(1, channel.timeout.milliseconds / 1000))", protocols, header == nil ? "no" : "yes",
        ]
    }

    /// Plain http goes no further than the host itself.
    private static func protocols(of url: String) throws(CommandFailure) -> String {
        let isPlain = url.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0 != "\"" && $0 != "\\" }
        let rest = url.hasPrefix("http://") ? url.dropFirst(7) : ""
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let isOnHost =
            !host.contains("@")
            && ["127.0.0.1", "localhost", "[::1]"].contains { host == $0 || host.hasPrefix("\($0):") }
        guard isPlain, url.hasPrefix("https://") || isOnHost else {
            throw CommandFailure(
                .usage, "--from takes an https:// URL, or http:// to the host itself (127.0.0.1): \(url)")
        }
        return isOnHost ? "http" : "https"
    }

    private static func header(_ context: CommandContext) throws(CommandFailure) -> KeptSecret? {
        guard let named = context.arguments.value("--header-from") else { return nil }
        do throws(SecretError) {
            return KeptSecret(try SecretSource(named, prompt: "the header, as in 'Authorization: Bearer …': "))
        } catch {
            throw CommandFailure(.usage, "--header-from: \(error)")
        }
    }

    func carry(to host: Host) async -> RemoteRow {
        var settings: [UInt8] = []
        if let header {
            do throws(SecretError) { settings = Self.setting(try await header.value()) } catch {
                return RemoteRow(host: host.id, end: .refused("the header cannot be had: \(error)"))
            }
        }
        return RemoteRow(
            host.id, await channel.run(TransferScripts.pull, arguments, input: .bytes(settings), on: host))
    }

    /// curl's form, in which a backslash and a quote have to be escaped (curl(1), --config).
    private static func setting(_ header: Secret) -> [UInt8] {
        var bytes = Array("header = \"".utf8)
        for byte in header.revealedBytes {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return bytes + Array("\"\n".utf8)
    }
}
