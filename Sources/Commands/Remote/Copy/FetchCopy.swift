import Arguments
import Crypto
import Files
import FleetModel
import HostSteps
import RolloutEngine
import Screens

/// Files of the hosts, collected as `DIR/<host>/<path>`.
struct FetchCopy: Transfer {
    /// 64 MiB: each host's file passes through memory.
    static let defaultLimit = 64 << 20
    private static let maximumLimit = 1 << 30
    /// The line before the content, in bytes.
    private static let longestHead = 128

    private let paths: [String]
    private let folder: String
    private let limit: Int
    private let channel: TransferChannel

    init(_ paths: [String], _ context: CommandContext, _ channel: TransferChannel) throws(CommandFailure) {
        guard paths.count >= 2, let last = paths.last else {
            throw CommandFailure(
                .usage, "--fetch needs a file and a folder", next: "cjctl copy --fetch /var/log/syslog logs")
        }
        var checked: [String] = []
        for path in paths.dropLast() { checked.append(try TransferChannel.checked(path)) }
        self.paths = checked
        folder = context.path(last)
        limit =
            try CommandFailure.ofUsage { () throws(UsageError) in
                try context.arguments.integer("--max-size", in: 1...Self.maximumLimit)
            } ?? Self.defaultLimit
        self.channel = channel
    }

    func carry(to host: Host) async -> RemoteRow {
        var said = ""
        for path in paths {
            let outcome = await channel.run(
                TransferScripts.fetch, [path, String(limit)],
                limits: ShellLimits(output: limit + Self.longestHead, errors: ShellLimits.standard.errors), on: host)
            guard case .ended(let reply) = outcome.end, reply.status == .exited(0) else {
                let row = RemoteRow(host.id, outcome)
                return RemoteRow(host: host.id, end: row.end, output: said, errors: row.errors)
            }
            do throws(Trouble) {
                said += try keep(reply, path, host.id) + "\n"
            } catch {
                return RemoteRow(host: host.id, end: .exited(1), output: said, errors: error.message)
            }
        }
        return RemoteRow(host: host.id, end: .exited(0), output: said)
    }

    private struct Trouble: Error { let message: String }

    private func keep(_ reply: ShellReply, _ path: String, _ host: HostID) throws(Trouble) -> String {
        guard let end = reply.output.prefix(Self.longestHead).firstIndex(of: UInt8(ascii: "\n")) else {
            throw Trouble(message: "\(path): the host's answer has no beginning")
        }
        let head = String(decoding: reply.output[..<end], as: UTF8.self).split(separator: " ")
        let content = Array(reply.output[(end + 1)...])
        guard head.count == 2, Int(head[0]) == content.count, !reply.isTruncated,
            Hexadecimal.encode(SHA256.hash(content)) == head[1]
        else { throw Trouble(message: "\(path): what arrived is not what the host sent; nothing was kept") }
        let place = "\(folder)/\(host)\(path.hasPrefix("/") ? path : "/\(path)")"
        do throws(FileError) {
            try Directory.makeWithParents(FilePath.parent(of: place), mode: 0o700)
            try AtomicFile.write(content, to: place, mode: 0o600)
        } catch {
            throw Trouble(message: "\(error)")
        }
        return "\(path)  collected"
    }
}
