import Files
import FleetModel
import SSH

/// The files of a release, one after the other, as one stream that any number of uploads read at the same time.
struct ReleaseStream {
    private final class OpenFile: Sendable {
        let descriptor: FileDescriptor
        init(_ path: String) throws(FileError) { descriptor = try FileDescriptor(opening: path, for: .read) }
    }

    private struct Part: Sendable {
        let start: Int
        let size: Int
        let file: OpenFile

        var end: Int { start + size }
    }

    private let prologue: [UInt8]
    private let parts: [Part]

    /// - Parameter prologue: what goes before the files.
    init(_ release: Release, folder: String, after prologue: [UInt8] = []) throws(FileError) {
        self.prologue = prologue
        var parts: [Part] = []
        for file in release.files {
            let open = try OpenFile("\(folder)/\(file.name)")
            parts.append(Part(start: parts.last?.end ?? 0, size: Int(file.size), file: open))
        }
        self.parts = parts
    }

    /// Pieces by their offset. A file that has become shorter ends the stream early, and the host refuses what it got.
    var input: SSHInput {
        .source { [parts, prologue] offset, limit in
            if offset < prologue.count { return Array(prologue[offset...].prefix(limit)) }
            let offset = offset - prologue.count
            guard let part = parts.first(where: { offset < $0.end }) else { return [] }
            let inside = offset - part.start
            return try part.file.descriptor.read(at: inside, limit: min(limit, part.size - inside))
        }
    }
}
