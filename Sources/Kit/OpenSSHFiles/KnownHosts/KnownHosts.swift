public import Files
public import SSH
public import SSHKeys

/// The keys of known hosts, read from known_hosts files with OpenSSH's meaning.
///
/// Names are compared in lower case; a port other than 22 is looked up as `[host]:port` first and, where nothing is known
/// under it, as the bare host. A `@revoked` key never matches, whatever else is said of it. A host that only a
/// `@cert-authority` line vouches for has a verdict of its own, for host certificates are not read here. A malformed line is
/// reported in `problems` and skipped.
///
/// Read once and shared: 1,000 hosts are looked up in an index, hashed names by the key first.
public struct KnownHosts: HostKeyVerifier {
    /// A line that says nothing, and why.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        public let file: String
        /// Counted from 1.
        public let line: Int
        public let reason: String

        public var description: String { "\(file):\(line): \(reason)" }
    }

    /// Largest file accepted, in bytes.
    public static let maximumFileLength = 64 << 20

    /// The port whose keys stand under the bare host name.
    static let standardPort: UInt16 = 22

    public private(set) var problems: [Problem] = []
    private var index = KnownHostsIndex()

    /// Reads the files in order; one that does not exist is skipped, as OpenSSH does.
    public static func load(_ paths: [String]) throws(FileError) -> KnownHosts {
        var hosts = KnownHosts()
        for path in paths where File.exists(path) {
            hosts.add(try File.read(path, limit: maximumFileLength), file: path)
        }
        return hosts
    }

    /// Knows nothing until something is added.
    public init() {}

    /// Adds the content of one file; the name is for messages.
    public mutating func add(_ content: [UInt8], file: String) {
        for (number, line) in content.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            do throws(KnownHostsLine.Refusal) {
                guard let entry = try KnownHostsLine.parse(line) else { continue }
                index.add(entry, place: "\(file):\(number + 1)", number: number + 1)
            } catch {
                problems.append(Problem(file: file, line: number + 1, reason: error.rawValue))
            }
        }
    }

    /// The lines that speak of a name, written as known_hosts writes it, in lower case; counted through all files.
    func lineNumbers(for name: String) -> [Int] { index.entries(for: Array(name.utf8)).map(\.number) }

    /// True when a `@cert-authority` line speaks of the host, and no key of its own is known.
    public func isKnownByAuthorityOnly(address: String, port: UInt16) -> Bool {
        knownKeyTypes(address: address, port: port).isEmpty
            && Self.names(address, port).contains { name in
                index.entries(for: name).contains { $0.line.marker == .certificateAuthority }
            }
    }

    public func knownKeyTypes(address: String, port: UInt16) -> [String] {
        for name in Self.names(address, port) {
            let types = index.entries(for: name).filter { $0.line.marker == .none }.map(\.line.key.type)
            guard types.isEmpty else { return types.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
        }
        return []
    }

    public func verify(_ key: HostKey, address: String, port: UInt16) -> HostKeyVerdict {
        var isFirst = true
        var verdict = HostKeyVerdict.unknown("no key is known for \(address)")
        for name in Self.names(address, port) {
            let judged = index.judge(key, name: name)
            if isFirst { verdict = judged }
            switch (judged, isFirst) {
            case (.revoked, _), (.trusted, _), (.changed, true): return judged
            case (.needsOpenSSH, _):
                if case .unknown = verdict { verdict = judged }
                isFirst = false
            case (.unknown, _), (.changed, false): isFirst = false
            }
        }
        guard case .unknown(let reason) = verdict, let skipped else { return verdict }
        return .unknown("\(reason) (\(skipped))")
    }

    /// Which lines say nothing, for who misses one of them; nil when all of them count.
    private var skipped: String? {
        guard let first = problems.first else { return nil }
        let more = problems.count - 1
        let others = more == 0 ? "" : "; \(more) more \(more == 1 ? "is" : "are")"
        return "\(first.file):\(first.line) is skipped: \(first.reason)\(others)"
    }

    /// How known_hosts names a server.
    static func fileName(_ address: String, _ port: UInt16) -> String {
        String(decoding: names(address, port)[0], as: UTF8.self)
    }

    /// Takes a key in that has just been added to a file.
    mutating func learn(_ key: HostKey, name: String, file: String) {
        let line = KnownHostsLine(marker: .none, names: .patterns([HostPattern(name.utf8)]), key: key)
        index.add(line, place: "\(file) (added in this run)", number: 0)
    }

    /// Under which names a server is looked up, the more precise first.
    static func names(_ address: String, _ port: UInt16) -> [[UInt8]] {
        let host = address.utf8.map(\.lowercasedASCII)
        guard port != standardPort, port != 0 else { return [host] }
        return [Array("[".utf8) + host + Array("]:\(port)".utf8), host]
    }
}
