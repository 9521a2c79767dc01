internal import Files

/// What `sha256sum -c` is told besides the names: its long options of the same names.
public struct ChecksumCheckOptions: Hashable, Sendable {
    /// `--strict`: a malformed line makes the exit code 1.
    public var isStrict = false
    /// `--warn`: each malformed line is named.
    public var warnsOfMalformedLines = false
    /// `--quiet`: no OK lines.
    public var omitsSuccesses = false
    /// `--status`: nothing but the exit code and the reasons why a file cannot be read.
    public var omitsResults = false
    /// `--ignore-missing`: a file that is not there is passed over.
    public var ignoresMissingFiles = false

    /// As without options.
    public init() {}
}

extension ChecksumTool {
    /// Checks the files that each listing names, as `sha256sum -c` does, and returns the exit code.
    ///
    /// This is no policy: names may lead out of the directory, and files that are not listed pass unseen.
    public func check(
        _ listings: [[UInt8]], options: ChecksumCheckOptions = ChecksumCheckOptions(),
        _ emit: (ChecksumOutput) -> Void
    ) async -> Int32 {
        var code: Int32 = 0
        for name in listings.isEmpty ? [Self.dash] : listings {
            do throws(FileError) {
                var pass = CheckPass(tool: self, listing: name, options: options)
                if await !pass.check(try listing(name), emit) { code = 1 }
            } catch {
                let reason = error.code == .system(.isDirectory) ? "read error" : error.reason
                emit(.error("\(program): \(ShellQuoting.quotedIfNeeded(name)): \(reason)"))
                code = 1
            }
        }
        return code
    }
}

/// One listing being checked, with what has been counted.
private struct CheckPass {
    private let tool: ChecksumTool
    private let listing: [UInt8]
    private let options: ChecksumCheckOptions
    private var wellFormed = 0
    private var malformed = 0
    private var unreadable = 0
    private var mismatched = 0
    private var matched = 0

    init(tool: ChecksumTool, listing: [UInt8], options: ChecksumCheckOptions) {
        self.tool = tool
        self.listing = listing
        self.options = options
    }

    /// A line that names a file, and the numbers of the lines before it that are malformed.
    private struct Item {
        let entry: ChecksumLine
        let malformedBefore: [Int]
    }

    /// The listing's name in messages.
    private var title: String {
        listing == ChecksumTool.dash ? "'standard input'" : ShellQuoting.quotedIfNeeded(listing)
    }

    /// Checks every line; true when the listing as a whole has passed.
    mutating func check(_ bytes: [UInt8], _ emit: (ChecksumOutput) -> Void) async -> Bool {
        let (items, malformedAfter) = parse(bytes)
        var pass = self
        await tool.digests(of: items.map(\.entry.name)) { index, digest in
            pass.complain(of: items[index].malformedBefore, emit)
            pass.check(items[index].entry, digest, emit)
        }
        self = pass
        complain(of: malformedAfter, emit)
        return finish(emit)
    }

    private func parse(_ bytes: [UInt8]) -> (items: [Item], malformedAfter: [Int]) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var parser = ChecksumLineParser()
        var items: [Item] = []
        var malformed: [Int] = []
        for (index, line) in lines.enumerated() {
            switch parser.parse(line) {
            case .nothing: break
            case .entry(let entry) where !(listing == ChecksumTool.dash && entry.name == ChecksumTool.dash):
                items.append(Item(entry: entry, malformedBefore: malformed))
                malformed = []
            case .entry, .malformed: malformed.append(index + 1)
            }
        }
        return (items, malformed)
    }

    private mutating func complain(of lines: [Int], _ emit: (ChecksumOutput) -> Void) {
        malformed += lines.count
        guard options.warnsOfMalformedLines else { return }
        for line in lines {
            emit(.error("\(tool.program): \(title): \(line): improperly formatted SHA256 checksum line"))
        }
    }

    private mutating func check(
        _ entry: ChecksumLine, _ digest: Result<[UInt8], FileError>, _ emit: (ChecksumOutput) -> Void
    ) {
        wellFormed += 1
        do throws(FileError) {
            let isMatch = try digest.get() == entry.digest
            if isMatch { matched += 1 } else { mismatched += 1 }
            if !isMatch || !options.omitsSuccesses { report(entry, isMatch ? "OK" : "FAILED", emit) }
        } catch {
            if options.ignoresMissingFiles, error.isNotFound { return }
            emit(.error(tool.message(error, entry.name)))
            unreadable += 1
            report(entry, "FAILED open or read", emit)
        }
    }

    private func report(_ entry: ChecksumLine, _ result: String, _ emit: (ChecksumOutput) -> Void) {
        guard !options.omitsResults else { return }
        let isSplit = entry.name.contains(UInt8(ascii: "\n"))
        let name = isSplit ? [UInt8(ascii: "\\")] + ChecksumLine.escaped(entry.name) : entry.name
        emit(.output(name + Array(": \(result)\n".utf8)))
    }

    /// Prints the summary; true when the listing as a whole has passed.
    private func finish(_ emit: (ChecksumOutput) -> Void) -> Bool {
        guard wellFormed > 0 else {
            emit(.error("\(tool.program): \(title): no properly formatted checksum lines found"))
            return false
        }
        if !options.omitsResults {
            warn(malformed, "line is improperly formatted", "lines are improperly formatted", emit)
            warn(unreadable, "listed file could not be read", "listed files could not be read", emit)
            warn(mismatched, "computed checksum did NOT match", "computed checksums did NOT match", emit)
            if options.ignoresMissingFiles, matched == 0 {
                emit(.error("\(tool.program): \(title): no file was verified"))
            }
        }
        return matched > 0 && mismatched == 0 && unreadable == 0 && (!options.isStrict || malformed == 0)
    }

    private func warn(_ count: Int, _ one: String, _ many: String, _ emit: (ChecksumOutput) -> Void) {
        guard count > 0 else { return }
        emit(.error("\(tool.program): WARNING: \(count) \(count == 1 ? one : many)"))
    }
}
