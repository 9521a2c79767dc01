internal import Files

/// Copies files.
enum FileCopy {
    /// Makes `target`, which must not exist, with the content of `source`.
    static func copy(_ source: String, to target: String, mode: UInt32) throws(LabError) {
        do throws(FileError) {
            let reader = try FileDescriptor(opening: source, for: .read)
            let writer = try FileDescriptor(opening: target, for: .createNew(mode: 0o600))
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try reader.read(into: &buffer)
                if count == 0 { break }
                try writer.write(Array(buffer[..<count]))
            }
            try writer.setMode(mode)
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }
}
