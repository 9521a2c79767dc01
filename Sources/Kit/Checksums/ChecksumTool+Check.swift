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
        _ listings: [String], options: ChecksumCheckOptions = ChecksumCheckOptions(),
        _ emit: (ChecksumOutput) -> Void
    ) -> Int32 {
        var code: Int32 = 0
        for name in listings.isEmpty ? ["-"] : listings {
            do throws(FileError) {
                var pass = CheckPass(tool: self, listing: name, options: options)
                let bytes = try listing(name)
                for line in lines(bytes) { pass.check(line, emit) }
                if !pass.finish(emit) { code = 1 }
            } catch {
                let reason = error.code == .system(.isDirectory) ? "read error" : error.reason
                emit(.error("\(program): \(ShellQuoting.quotedIfNeeded(name)): \(reason)"))
                code = 1
            }
        }
        return code
    }

    private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}

/// One listing being checked, with what has been counted.
private struct CheckPass {
    let tool: ChecksumTool
    let listing: String
    let options: ChecksumCheckOptions
    private var parser = ChecksumLineParser()
    private var lineNumber = 0
    private var wellFormed = 0
    private var malformed = 0
    private var unreadable = 0
    private var mismatched = 0
    private var matched = 0

    init(tool: ChecksumTool, listing: String, options: ChecksumCheckOptions) {
        self.tool = tool
        self.listing = listing
        self.options = options
    }

    /// The listing's name in messages.
    private var title: String {
        listing == "-" ? "'standard input'" : ShellQuoting.quotedIfNeeded(listing)
    }

    mutating func check(_ line: ArraySlice<UInt8>, _ emit: (ChecksumOutput) -> Void) {
        lineNumber += 1
        switch parser.parse(line) {
        case .nothing: break
        case .entry(let entry) where !(listing == "-" && entry.name == "-"): check(entry, emit)
        case .entry, .malformed:
            malformed += 1
            guard options.warnsOfMalformedLines else { return }
            emit(.error("\(tool.program): \(title): \(lineNumber): improperly formatted SHA256 checksum line"))
        }
    }

    private mutating func check(_ entry: ChecksumLine, _ emit: (ChecksumOutput) -> Void) {
        wellFormed += 1
        do throws(FileError) {
            let isMatch = try tool.digest(of: entry.name) == entry.digest
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
        let isSplit = entry.name.utf8.contains(UInt8(ascii: "\n"))
        emit(.output("\(isSplit ? "\\" + ChecksumLine.escaped(entry.name) : entry.name): \(result)"))
    }

    /// Prints the summary; true when the listing as a whole has passed.
    func finish(_ emit: (ChecksumOutput) -> Void) -> Bool {
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
