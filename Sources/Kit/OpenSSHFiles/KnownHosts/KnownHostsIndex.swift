import SSH
import SSHKeys

/// The lines of known_hosts, so arranged that a look-up touches few of them.
///
/// Plain names by name, patterns one by one. A hashed name costs an HMAC for each line that is tried; a key that is known
/// is found by its blob, so that only a key that is not known makes every hashed line be tried.
struct KnownHostsIndex {
    struct Entry {
        var line: KnownHostsLine
        /// `file:line`.
        var place: String
        /// The line's number in its file.
        var number: Int
    }

    private var entries: [Entry] = []
    private var byName: [String: [Int]] = [:]
    private var patterned: [Int] = []
    private var hashed: [Int] = []
    private var hashedByBlob: [[UInt8]: [Int]] = [:]

    mutating func add(_ line: KnownHostsLine, place: String, number lineNumber: Int) {
        let number = entries.count
        entries.append(Entry(line: line, place: place, number: lineNumber))
        guard case .patterns(let patterns) = line.names else {
            hashed.append(number)
            hashedByBlob[line.key.blob, default: []].append(number)
            return
        }
        let names = patterns.compactMap(\.plainName)
        guard names.count == patterns.count else {
            patterned.append(number)
            return
        }
        for name in Set(names) { byName[name, default: []].append(number) }
    }

    /// Every line that speaks of this name, in the order of the files.
    func entries(for name: [UInt8]) -> [Entry] { collect(name, hashed: hashed) }

    /// What the lines under one name say of a key.
    func judge(_ key: HostKey, name: [UInt8]) -> HostKeyVerdict {
        let sure = judge(key, by: collect(name, hashed: hashedByBlob[key.blob] ?? []), name: name)
        switch sure {
        case .trusted, .changed, .revoked: return sure
        case .unknown, .needsOpenSSH: if hashed.isEmpty { return sure }
        }
        return judge(key, by: entries(for: name), name: name)
    }

    private func collect(_ name: [UInt8], hashed candidates: [Int]) -> [Entry] {
        let plain = byName[String(decoding: name, as: UTF8.self)] ?? []
        let tried = (patterned + candidates).filter { entries[$0].line.matches(name) }
        return (plain + tried).sorted().map { entries[$0] }
    }

    private func judge(_ key: HostKey, by entries: [Entry], name: [UInt8]) -> HostKeyVerdict {
        if let entry = entries.first(where: { $0.line.marker == .revoked && $0.line.key == key }) {
            return .revoked("the key \(key.fingerprint) is revoked at \(entry.place)")
        }
        let plain = entries.filter { $0.line.marker == .none }
        if plain.contains(where: { $0.line.key == key }) { return .trusted }
        if let known = plain.first(where: { $0.line.key.type == key.type }) ?? plain.first {
            let types = "\(known.line.key.type) \(known.line.key.fingerprint)"
            return .changed("it shows \(key.type) \(key.fingerprint), known at \(known.place) is \(types)")
        }
        if let authority = entries.first(where: { $0.line.marker == .certificateAuthority }) {
            return .needsOpenSSH(
                "only the certificate authority at \(authority.place) vouches for it, and only ssh reads host certificates; "
                    + "it shows \(key.type) \(key.fingerprint)")
        }
        let shown = String(decoding: name, as: UTF8.self)
        return .unknown("no key is known for \(shown), it shows \(key.type) \(key.fingerprint)")
    }
}
