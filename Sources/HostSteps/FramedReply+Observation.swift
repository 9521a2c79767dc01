import FleetModel
public import RolloutPlanning

extension FramedReply {
    /// What an observing reply says of the host; nil when the reply is not one.
    public var observation: ObservedHost? {
        guard case .ok = result, let free = value(of: "free").flatMap(Int64.init), let fence = fenceSight else {
            return nil
        }
        var verified: Set<Digest> = []
        var damaged: [Digest: String] = [:]
        for fact in facts where fact.key == "store" {
            let words = fact.value.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let digest = Digest(hexadecimal: words[0]) else { continue }
            if words[1] == "ok" {
                verified.insert(digest)
            } else {
                damaged[digest] = words.count > 2 ? String(words[2]) : ""
            }
        }
        return ObservedHost(
            current: reference("current"), previous: reference("previous"), verified: verified, damaged: damaged,
            process: value(of: "process").flatMap { Int($0) },
            runningRelease: value(of: "running-release").flatMap { Digest(hexadecimal: $0) },
            runningBinary: value(of: "running-binary").flatMap { Digest(hexadecimal: $0) },
            installedBinary: value(of: "installed-binary").flatMap { Digest(hexadecimal: $0) }, freeBytes: free,
            missingTools: facts.filter { $0.key == "missing" }.map(\.value), fence: fence,
            configuration: configurationSight)
    }

    private func reference(_ key: String) -> ReleaseReference? {
        let words = (value(of: key) ?? "").split(separator: " ")
        guard words.count == 2, let name = ReleaseName(rawValue: String(words[0])),
            let digest = Digest(hexadecimal: words[1])
        else { return nil }
        return ReleaseReference(name: name, digest: digest)
    }

    /// A damaged fence reads as held by nobody known, so that nothing is planned on top of it.
    private var fenceSight: FenceSight? {
        let words = (value(of: "fence") ?? "").split(separator: " ").map(String.init)
        switch words.first {
        case "free": return .free(token: words.count > 1 ? UInt64(words[1]) ?? 0 : 0)
        case "held" where words.count == 4:
            return .held(by: FenceHolder(run: words[2], process: words[3], token: UInt64(words[1]) ?? 0))
        case "damaged": return .held(by: FenceHolder(run: "unreadable", process: "unreadable", token: 0))
        default: return nil
        }
    }
}
