import FleetConfig
import FleetModel
import ReleaseStore
import RolloutEngine
import RolloutPlanning
import Screens

/// Looks at releases of a project: at their bytes, and at what the ledger says of them.
struct ReleaseLook {
    let site: Site
    let uses: ReleasesInUse

    init(_ site: Site) async throws(CommandFailure) {
        self.site = site
        let ledger = try await site.openLedger()
        uses = try await CommandFailure.ofLedger { () async throws(LedgerFailure) in
            try await RunHistory(ledger: ledger).releasesInUse()
        }
    }

    struct Found {
        let row: ReleaseRow
        let proven: ProvenRelease?
        /// What to print of a release that would be refused.
        let lines: [String]
    }

    func look(at folder: ReleaseFolder) async -> Found {
        do throws(CommandFailure) {
            let proven = try await site.prove(folder)
            return Found(row: row(folder, proven, trouble: nil), proven: proven, lines: [])
        } catch {
            let words = error.lines.first.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 }
            return Found(row: row(folder, nil, trouble: words ?? "refused"), proven: nil, lines: error.lines)
        }
    }

    private func row(_ folder: ReleaseFolder, _ proven: ProvenRelease?, trouble: String?) -> ReleaseRow {
        let isDemanded = site.project.signatures != nil
        return ReleaseRow(
            name: folder.name, version: proven?.manifest?.version.description ?? folder.name.version,
            sequence: proven?.release.sequence, files: proven?.release.files.count,
            size: proven?.release.files.reduce(0) { $0 + $1.size }, digest: proven?.release.digest,
            signers: isDemanded ? proven?.signers ?? [] : nil, installed: uses.installed[folder.name]?.count ?? 0,
            previous: uses.previous[folder.name]?.count ?? 0, trouble: trouble)
    }
}

extension RunHistory {
    /// What hosts of every network have, by this ledger.
    func releasesInUse() async throws(LedgerFailure) -> ReleasesInUse {
        var states: [RunState] = []
        for run in try await ledger.runs() {
            if let state = try await state(of: run) { states.append(state) }
        }
        return ReleasesInUse(states)
    }
}

extension ReleaseFolder {
    /// By sequence where one is stated, then by version, then by name: the newest last.
    static func isOlder(_ left: ReleaseFolder, _ right: ReleaseFolder) -> Bool {
        let (first, second) = (left.sequenceIfReadable, right.sequenceIfReadable)
        if first != second { return first < second }
        if let old = left.name.version.flatMap({ SemanticVersion($0) }),
            let new = right.name.version.flatMap({ SemanticVersion($0) })
        {
            if old.precedes(new) { return true }
            if new.precedes(old) { return false }
        }
        return left.name < right.name
    }

    /// Zero where there is no manifest, or one that cannot be read.
    var sequenceIfReadable: Int64 {
        do throws(ReleaseError) { return try readManifest()?.sequence ?? 0 } catch { return 0 }
    }
}
