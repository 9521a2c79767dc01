import Arguments
import FleetConfig
import FleetModel
import ReleaseStore

extension Site {
    /// What the project demands of signatures; nil when it demands none.
    var signatureCheck: SignatureCheck? {
        project.signatures.map { demand in
            SignatureCheck(
                allowedSigners: context.path(demand.allowedSigners), threshold: demand.threshold,
                revoked: demand.revoked.map(context.path))
        }
    }

    /// The release that `--release` names, or the project's own.
    func wantedRelease() throws(CommandFailure) -> ReleaseFolder {
        if let named = context.arguments.value("--release") { return try release(named: named) }
        guard let name = project.release else {
            throw CommandFailure(
                .usage, "no release was named", next: "--release vX.Y.Z, or `release:` in cjctl.yaml")
        }
        return folder(of: name)
    }

    func release(named text: String) throws(CommandFailure) -> ReleaseFolder {
        guard let name = ReleaseName(rawValue: text) else {
            throw CommandFailure(
                .usage, "'\(text)' cannot be the name of a release",
                next: "--release vX.Y.Z, or `release:` in cjctl.yaml")
        }
        return folder(of: name)
    }

    func allReleases() throws(CommandFailure) -> [ReleaseFolder] {
        try CommandFailure.ofReleases { () throws(ReleaseError) in
            try ReleaseFolder.all(in: releasesFolder, binary: project.service.binary)
        }
    }

    /// Nothing of a release is used before this has returned.
    func prove(_ folder: ReleaseFolder) async throws(CommandFailure) -> ProvenRelease {
        let (check, now) = (signatureCheck, context.workshop.currentTime())
        return try await CommandFailure.ofReleases { () async throws(ReleaseError) in
            try await folder.prove(check, at: now)
        }
    }

    private func folder(of name: ReleaseName) -> ReleaseFolder {
        ReleaseFolder(name: name, path: "\(releasesFolder)/\(name)", binary: project.service.binary)
    }
}
