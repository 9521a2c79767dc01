import Crypto
import Files
public import FleetModel

/// A release whose every byte is as somebody vouches for.
public struct ProvenRelease: Sendable, Equatable {
    public let release: Release
    /// Nil when it has only checksums.
    public let manifest: ReleaseManifest?
    /// Who has signed, in order of names; empty where the project demands no signatures.
    public let signers: [String]
}

extension ReleaseFolder {
    /// Proves the release byte by byte, before anything of it is sent anywhere.
    ///
    /// In this order: the signatures over the manifest's bytes, where `demand` asks for them; the manifest and the checksums
    /// by their grammar; that both list the same files; the time; each file; and that no other file lies there.
    ///
    /// - Parameters:
    ///   - demand: who has to have signed; nil when nobody has to.
    ///   - now: the second that counts as now, for expiry and for the validity of keys.
    public func prove(_ demand: SignatureCheck?, at now: Timestamp) async throws(ReleaseError) -> ProvenRelease {
        // Whether it is there at all comes first: an absent release is not an unsigned one.
        _ = try readListing()
        let bytes = try manifestBytes()
        var signers: [String] = []
        if let demand {
            guard let bytes else {
                throw ReleaseError(
                    .unsigned, "release \(name) has no manifest, and this project demands signatures; nothing was sent",
                    facts: ["wanted    \(file(Self.manifest))"], next: "cjctl release sign, by who may")
            }
            signers = try await demand.signers(of: self, manifest: bytes, at: now)
        }
        let manifest = try bytes.map { (bytes) throws(ReleaseError) in try parse(manifest: bytes) }
        let listed = try readListing()
        if let manifest { try requireSameFiles(manifest, listed) }
        if let manifest { try requireInTime(manifest, now) }
        let files = try prove(listed, manifest)
        try refuseUnlisted(Set(listed.map(\.name) + (manifest?.attachments.map(\.name) ?? [])))
        guard let digest = Digest(bytes: SHA256.hash(Release.listing(of: files))) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        let release = Release(
            name: name, files: files, digest: digest, sequence: manifest?.sequence,
            mayBreakState: manifest?.mayBreakState ?? false)
        return ProvenRelease(release: release, manifest: manifest, signers: signers)
    }

    private func prove(
        _ listed: [(name: String, digest: Digest)], _ manifest: ReleaseManifest?
    ) throws(ReleaseError) -> [ReleaseFile] {
        let stated = Dictionary((manifest?.files ?? []).map { ($0.name, $0) }) { first, _ in first }
        var files: [ReleaseFile] = []
        for entry in listed {
            let found = try plainFile(entry.name)
            if let file = stated[entry.name] { try requireStated(file, found) }
            try prove(entry.name, entry.digest, by: listing)
            files.append(
                ReleaseFile(
                    name: entry.name, size: Int64(found.size), digest: entry.digest, mode: stated[entry.name]?.mode))
        }
        for attachment in manifest?.attachments ?? [] {
            _ = try plainFile(attachment.name)
            try prove(attachment.name, attachment.digest, by: Self.manifest)
        }
        guard files.contains(where: { $0.name == binary }) else {
            throw ReleaseError(.damaged, "release \(name) does not list the service's binary \(binary)")
        }
        return files
    }

    private func prove(_ entry: String, _ expected: Digest, by witness: String) throws(ReleaseError) {
        let hash = try ReleaseError.ofFiles { () throws(FileError) in try SHA256.hash(file: file(entry)) }
        guard let found = Digest(bytes: hash), found == expected else {
            throw ReleaseError(
                .damaged, "release \(name) does not match on this machine, nothing was sent",
                facts: [
                    "file      \(file(entry))", "expected  \(expected)   from \(witness)",
                    "found     \(Digest(bytes: hash)?.description ?? "nothing")",
                ], next: "fetch the release again; do not correct the checksum")
        }
    }

    private func requireStated(_ stated: ManifestFile, _ found: FileMetadata) throws(ReleaseError) {
        guard stated.size == Int64(found.size) else {
            throw ReleaseError(
                .damaged, "\(file(stated.name)) has \(found.size) bytes, the manifest says \(stated.size)",
                next: "fetch the release again; do not correct the manifest")
        }
        // What a file may be for others is a matter of this machine; whether it is a program is not.
        let isExecutable = found.mode & 0o100 != 0
        guard stated.mode.isExecutable == isExecutable else {
            throw ReleaseError(
                .damaged,
                "\(file(stated.name)) is \(isExecutable ? "" : "not ")executable, the manifest says \(stated.mode.rawValue)",
                next: "chmod \(stated.mode.rawValue) it, or fetch the release again")
        }
    }

    private func requireSameFiles(
        _ manifest: ReleaseManifest, _ listed: [(name: String, digest: Digest)]
    ) throws(ReleaseError) {
        let vouched = Dictionary(manifest.files.map { ($0.name, $0.digest) }) { first, _ in first }
        let summed = Dictionary(listed.map { ($0.name, $0.digest) }) { first, _ in first }
        let names = Set(vouched.keys).union(summed.keys).sorted()
        guard let wrong = names.first(where: { vouched[$0] != summed[$0] }) else { return }
        throw ReleaseError(
            .damaged, "\(Self.manifest) and \(listing) of release \(name) do not list the same, nothing was sent",
            facts: [
                "file      \(wrong)", "manifest  \(vouched[wrong]?.description ?? "does not list it")",
                "checksums \(summed[wrong]?.description ?? "do not list it")",
            ], next: "fetch the release again; do not correct either")
    }

    private func requireInTime(_ manifest: ReleaseManifest, _ now: Timestamp) throws(ReleaseError) {
        guard let expires = manifest.expires, expires <= now else { return }
        throw ReleaseError(
            .expired, "release \(name) may not be rolled out any more, nothing was sent",
            facts: ["expired   \(expires)", "now       \(now)"],
            next: "look for a newer release; a rollback does not ask for this")
    }

    /// A file that nobody vouches for has no place in a release.
    private func refuseUnlisted(_ vouched: Set<String>) throws(ReleaseError) {
        let strangers = try entries().filter { entry in
            let isSignature = entry.hasPrefix(Self.manifest + ".") && entry.hasSuffix(Self.signatureSuffix)
            let isKnown = entry == listing || entry == Self.manifest || isSignature || entry.hasSuffix(".md")
            return !isKnown && !vouched.contains(entry)
        }
        guard let first = strangers.first else { return }
        throw ReleaseError(.damaged, "\(file(first)) is not listed in \(listing)", next: "list it, or remove it")
    }
}
