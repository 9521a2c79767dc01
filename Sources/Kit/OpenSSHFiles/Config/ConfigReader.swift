import Files
internal import Glibc

/// Reads ssh_config files and what they include.
struct ConfigReader {
    /// As OpenSSH has it.
    static let maximumDepth = 16
    static let maximumFileLength = 4 << 20
    static let maximumFiles = 1000
    static let systemFolder = "/etc/ssh"

    /// What `~` stands for.
    let home: String
    /// Where a relative Include starts.
    let folder: String
    /// Whether the file must be safe from others' writing.
    let isUsers: Bool
    private var count = 0

    init(home: String, isUsers: Bool) {
        self.home = home
        self.isUsers = isUsers
        folder = isUsers ? "\(home)/.ssh" : Self.systemFolder
    }

    /// Nil when there is no such file.
    mutating func read(_ path: String, depth: Int = 0) throws(SSHConfigError) -> ConfigFile? {
        guard depth <= Self.maximumDepth, count < Self.maximumFiles else {
            throw SSHConfigError(.tooMuch, path, "files include one another more than \(Self.maximumDepth) deep")
        }
        count += 1
        guard let content = try content(path) else { return nil }
        var items: [ConfigFile.Item] = []
        for (number, bytes) in content.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            guard let line = ConfigLine(bytes) else { continue }
            let place = SSHSettings.Place(file: path, line: number + 1)
            items.append(try item(line, place, depth))
        }
        return ConfigFile(items: items)
    }

    private func content(_ path: String) throws(SSHConfigError) -> [UInt8]? {
        let metadata: FileMetadata
        let content: [UInt8]
        do throws(FileError) {
            metadata = try File.metadata(path)
            content = try File.read(path, limit: Self.maximumFileLength)
        } catch {
            if error.isNotFound { return nil }
            throw SSHConfigError(.file, path, error.reason)
        }
        let isSafe = (metadata.owner == 0 || metadata.owner == getuid()) && metadata.mode & 0o022 == 0
        guard isSafe || !isUsers else {
            throw SSHConfigError(
                .file, path, "others own it or may write to it, and ssh refuses such a file; run: chmod 600 \(path)")
        }
        return content
    }

    private mutating func item(
        _ line: ConfigLine, _ place: SSHSettings.Place, _ depth: Int
    ) throws(SSHConfigError) -> ConfigFile.Item {
        guard !line.rest.isEmpty else {
            throw SSHConfigError(.syntax, "\(place)", "there is nothing behind \(line.keyword)")
        }
        let isVerbatim = ConfigKeyword.verbatim.contains(line.keyword)
        guard let words = isVerbatim ? [line.rest] : ConfigWords.split(line.rest) else {
            throw SSHConfigError(.syntax, "\(place)", "a quote is not closed")
        }
        guard !words.isEmpty else {
            throw SSHConfigError(.syntax, "\(place)", "there is nothing behind \(line.keyword)")
        }
        switch line.keyword {
        case "host": return .host(ConfigHost(words))
        case "match":
            guard let match = ConfigMatch(words) else {
                throw SSHConfigError(.syntax, "\(place)", "Match \(line.rest) has a criterion that is not known")
            }
            return .match(match)
        case "include": return .include(try includes(words, depth))
        default:
            let setting = SSHSettings.Setting(keyword: line.keyword, words: words, place: place)
            return ConfigKeyword.all.contains(line.keyword) ? .setting(setting) : .unknown(setting)
        }
    }

    private mutating func includes(_ patterns: [String], _ depth: Int) throws(SSHConfigError) -> [ConfigFile] {
        var files: [ConfigFile] = []
        for pattern in patterns {
            let path = pattern.hasPrefix("~/") ? home + pattern.dropFirst() : FilePath.join(folder, pattern)
            for match in Self.glob(path) {
                if let file = try read(match, depth: depth + 1) { files.append(file) }
            }
        }
        return files
    }

    /// What a pattern of the shell stands for (glob(3)), in order.
    private static func glob(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe Glibc.glob(pattern, 0, nil, &found) == 0 else { return [] }
        var paths: [String] = []
        for index in 0..<Int(unsafe found.gl_pathc) {
            if let path = unsafe found.gl_pathv[index] { paths.append(unsafe String(cString: path)) }
        }
        return paths
    }
}
