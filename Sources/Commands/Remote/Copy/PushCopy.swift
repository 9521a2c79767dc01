import Crypto
import Files
import FleetModel
import HostSteps
import RolloutEngine
import Screens

/// Files of this machine, each read once from end to end for its digest, then by every upload as it goes.
struct PushCopy: Transfer {
    /// The longest file, in bytes.
    static let longestFile = 1 << 40
    /// What the asking script ends with when the content is not there.
    private static let isMissing: Int32 = 10

    private struct Item: Sendable {
        let file: OpenFile
        let digest: String
        let destination: String
        let mode: String
        let size: Int
    }

    private final class OpenFile: Sendable {
        let descriptor: FileDescriptor
        init(_ path: String) throws(FileError) { descriptor = try FileDescriptor(opening: path, for: .read) }
    }

    private let items: [Item]
    private let channel: TransferChannel

    init(
        _ paths: [String], _ context: CommandContext, _ channel: TransferChannel, mode: UInt32?
    ) throws(CommandFailure) {
        guard paths.count >= 2, let last = paths.last else {
            throw CommandFailure(
                .usage, "copy needs a file and where it goes", next: "cjctl copy app.toml /etc/app/app.toml")
        }
        let destination = try TransferChannel.checked(last)
        let isFolder = destination.hasSuffix("/") || paths.count > 2
        self.channel = channel
        var items: [Item] = []
        for path in paths.dropLast() {
            let place = isFolder ? FilePath.join(destination, FilePath.name(of: path)) : destination
            items.append(
                try CommandFailure.ofFiles(.usage) { () throws(FileError) in
                    try Self.item(context.path(path), to: place, mode: mode)
                })
        }
        guard Set(items.map(\.destination)).count == items.count else {
            throw CommandFailure(.usage, "two of the files have one name, and would take each other's place")
        }
        self.items = items
    }

    private static func item(_ path: String, to place: String, mode: UInt32?) throws(FileError) -> Item {
        let found = try File.metadata(path)
        let file = try OpenFile(path)
        let digest = Hexadecimal.encode(try SHA256.hash(file: path))
        let bits = TransferChannel.octal(mode ?? found.mode & 0o777)
        return Item(file: file, digest: digest, destination: place, mode: bits, size: found.size)
    }

    func carry(to host: Host) async -> RemoteRow {
        var said: [String] = []
        for item in items {
            let arguments = [item.destination, item.digest, item.mode]
            let asked = await channel.run(TransferScripts.ask, arguments, on: host)
            var row = RemoteRow(host.id, asked)
            if row.end == .exited(Self.isMissing) {
                let file = item.file
                let outcome = await channel.run(
                    TransferScripts.push, arguments,
                    input: .source { offset, limit in try file.descriptor.read(at: offset, limit: limit) }, on: host)
                row = RemoteRow(host.id, outcome)
            }
            said.append(row.output)
            guard row.verdict == .done else {
                return RemoteRow(host: host.id, end: row.end, output: said.joined(), errors: row.errors)
            }
        }
        return RemoteRow(host: host.id, end: .exited(0), output: said.joined())
    }
}
