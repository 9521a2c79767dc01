internal import Files
internal import ReleaseStamp

/// Makes releases of the reference node out of one built program, by writing another stamp into it.
struct ReleaseMaker: Sendable {
    let layout: LabLayout
    /// The built program to start from.
    let program: String

    /// Makes `releases/NAME`: the stamped and stripped program, its checksum, and notes.
    func make(_ name: String, fault: BuildFault, whenThere: Lab.ExistingRelease) async throws(LabError) -> LabRelease {
        let stamp: ReleaseStamp
        do throws(ReleaseStampError) {
            stamp = try ReleaseStamp(version: name, fault: fault)
        } catch {
            throw LabError(.releaseInvalid, error.message)
        }
        guard File.exists(program) else {
            throw LabError(.programMissing, "\(program) is not there: build it (swift build --product coinjectured)")
        }
        let folder = layout.release(name)
        let workshop = "\(layout.project)/.cjctl/making-\(name)"
        try LabFiles.removeTree(workshop)
        try LabFiles.makeFolder(workshop)
        defer {
            try? LabFiles.removeTree(workshop)
            try? LabFiles.removeIfEmpty(FilePath.parent(of: workshop))
        }
        try await build(stamp, in: workshop)
        let digest = try ReleaseDigest.of([LabRelease.program], in: workshop)
        if LabRelease.exists(in: folder), whenThere == .keep {
            let there = try LabRelease(reading: name, in: folder)
            guard there.digest == digest else {
                throw LabError(
                    .releaseExists,
                    "\(folder) holds another build of \(name): remove it, or make a release with another name")
            }
            return there
        }
        try publish(stamp, from: workshop, to: folder)
        return try LabRelease(reading: name, in: folder)
    }

    private func build(_ stamp: ReleaseStamp, in workshop: String) async throws(LabError) {
        let target = "\(workshop)/\(LabRelease.program)"
        let section = "\(workshop)/stamp"
        try LabFiles.write(stamp.bytes, to: section)
        try await Program.run(["strip", "-o", target, program])
        try await Program.run(["objcopy", "--update-section", "\(ReleaseStamp.section)=\(section)", target])
        try LabFiles.setMode(target, 0o755)
        let said = try await Program.run([target, "--version"])
        guard said == "coinjectured \(stamp.saidVersion)\n" else {
            throw LabError(.releaseInvalid, "\(target) was stamped \(stamp.version) and says '\(said)'")
        }
    }

    private func publish(_ stamp: ReleaseStamp, from workshop: String, to folder: String) throws(LabError) {
        try LabFiles.makeFolder(folder)
        let listing = try ReleaseDigest.listing(of: [LabRelease.program], in: workshop)
        try LabFiles.write(listing, to: "\(folder)/\(LabRelease.program).sha256")
        try LabFiles.write(ReleaseNotes.notes(of: stamp), to: "\(folder)/RELEASE_NOTES.md")
        try LabFiles.write(ReleaseNotes.installation(of: stamp), to: "\(folder)/INSTALLATION.md")
        // The program comes last: without it there is no release of this name.
        do throws(FileError) {
            try File.rename("\(workshop)/\(LabRelease.program)", to: "\(folder)/\(LabRelease.program)")
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
    }
}
