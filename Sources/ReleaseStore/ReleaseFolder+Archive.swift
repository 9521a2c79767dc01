import Files
import FleetModel
import Processes

extension ReleaseFolder {
    /// How long packing may take.
    static let packingDeadline = Duration.seconds(600)

    /// Packs the release into a tar file whose bytes depend on nothing but the names, contents and execute bits in it.
    ///
    /// By GNU tar, with names sorted, and times, owners and other permissions levelled. A target that ends with `.gz` is
    /// compressed by gzip without name and time. The target appears whole or not at all.
    public func archive(to target: String) async throws(ReleaseError) {
        let temporary = target + ".part"
        let packing =
            ["tar", "--create", "--file=\(temporary)", "--format=gnu", "--sort=name", "--owner=0", "--group=0"]
            + ["--numeric-owner", "--mtime=@0", "--mode=u=rwX,go=rX", "--force-local"]
            + (target.hasSuffix(".gz") ? ["--use-compress-program=gzip -n -9"] : [])
            + ["--directory=\(FilePath.parent(of: path))", "--", name.rawValue]
        do {
            let result = try await ProcessRunner.run(packing, deadline: Self.packingDeadline)
            guard result.status.isSuccess else {
                throw ReleaseError(.failed, "release \(name) was not packed: tar: \(result.errorText)")
            }
            let file = try FileDescriptor(opening: temporary, for: .read)
            try file.synchronize()
            try File.rename(temporary, to: target)
            try Directory.synchronize(FilePath.parent(of: target))
        } catch {
            try? File.remove(temporary)
            if let error = error as? ReleaseError { throw error }
            throw ReleaseError(.failed, "release \(name) was not packed: \(error)")
        }
    }

    /// Removes the release from this machine. It is gone in one step, whatever happens then.
    public func remove() throws(ReleaseError) {
        let parent = FilePath.parent(of: path)
        do throws(FileError) {
            let grave = try TemporaryDirectory(prefix: ".removing", in: parent)
            try File.rename(path, to: grave.file("release"))
        } catch {
            throw ReleaseError(.failed, "\(error)")
        }
    }
}
