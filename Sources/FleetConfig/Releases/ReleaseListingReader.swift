public import FleetModel
internal import YAML

/// Reads the checksums of a release, `<binary>.sha256`: what `sha256sum FILE…` prints, and nothing else.
///
/// Stricter than `sha256sum -c`, which passes over lines that it does not understand: a release with a line that says
/// nothing is not a release.
public enum ReleaseListingReader {
    /// The most bytes that are read.
    public static let maximumBytes = 1 << 20
    /// The most files a release may have.
    public static let maximumFiles = 1000

    /// The names and digests in the order of the file.
    ///
    /// Each line is 64 lowercase hexadecimal digits, a blank, a blank or `*`, a name, and a line feed (coreutils,
    /// sha256sum(1)). A name is one to 128 of `[A-Za-z0-9._+-]` and starts with neither `-` nor `.`; none stands twice.
    public static func read(_ bytes: [UInt8], file: String) -> Diagnosed<[(name: String, digest: Digest)]> {
        var findings = Findings()
        var entries: [(name: String, digest: Digest)] = []
        let start = SourceMark(file: file, line: 1, column: 1)
        guard bytes.count <= maximumBytes else {
            findings.error("\(bytes.count) bytes; a listing has at most \(maximumBytes)", at: start)
            return Diagnosed(nil, findings)
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let isEnded = lines.last?.isEmpty ?? true
        if isEnded { lines = lines.dropLast() }
        guard lines.count <= maximumFiles else {
            findings.error("\(lines.count) lines; a release has at most \(maximumFiles) files", at: start)
            return Diagnosed(nil, findings)
        }
        var firstLines: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            let mark = SourceMark(file: file, line: index + 1, column: 1)
            guard let entry = ReleaseListingLine.read(line, at: mark, &findings) else { continue }
            if let first = firstLines.updateValue(firstLines[entry.name] ?? index + 1, forKey: entry.name) {
                let place = SourceMark(file: file, line: index + 1, column: ReleaseListingLine.nameColumn)
                findings.error("\(quoted(entry.name)) stands here again; first on line \(first)", at: place)
                continue
            }
            entries.append(entry)
        }
        if lines.isEmpty {
            findings.error(
                "no file is listed", at: start, hint: "write it with: sha256sum FILE >FILE.sha256")
        } else if !isEnded {
            let end = SourceMark(file: file, line: lines.count, column: (lines.last?.count ?? 0) + 1)
            findings.error(
                "the last line has no end; the file may have been cut off", at: end,
                hint: "write the listing again with sha256sum")
        }
        return Diagnosed(entries, findings)
    }
}
