/// Reads an exposition line by line.
struct ExpositionParser {
    private let text: [UInt8]
    private let format: ExpositionFormat
    private let limits: ExpositionLimits
    private var result = Exposition()
    private var catalogue: FamilyCatalogue
    /// Where each series stands.
    private var lines: [SeriesID: Int] = [:]

    init(_ text: [UInt8], _ format: ExpositionFormat, _ limits: ExpositionLimits) {
        self.text = text
        self.format = format
        self.limits = limits
        catalogue = FamilyCatalogue(limit: limits.families)
    }

    mutating func parse() throws(ExpositionError) -> Exposition {
        guard text.count <= limits.bytes else {
            throw failure(.limit, line: 1, "the text is \(text.count) bytes long; at most \(limits.bytes) are read")
        }
        var (start, line, hasEnded) = (0, 0, false)
        while start < text.count {
            line += 1
            guard let end = text[start...].firstIndex(of: 0x0A) else {
                throw try breaking(LineScanner(text, start..<text.count, line: line, limits))
            }
            guard end - start <= limits.lineBytes else {
                throw failure(.limit, line: line, "the line is longer than \(limits.lineBytes) bytes")
            }
            guard start == end || text[end - 1] != 0x0D else {
                throw ExpositionError(
                    code: .syntax, line: line, column: end - start,
                    message: "the line ends with a carriage return; a line feed alone ends a line")
            }
            guard !hasEnded else { throw failure(.syntax, line: line, "nothing may follow # EOF") }
            hasEnded = try read(LineScanner(text, start..<end, line: line, limits))
            start = end + 1
        }
        guard hasEnded || format == .prometheus else {
            throw failure(.incomplete, line: line + 1, "the text breaks off: OpenMetrics ends with # EOF")
        }
        result.families = catalogue.families
        return result
    }

    /// The error of a last line without its line feed; what begins like nothing of ours is not called broken off.
    private func breaking(_ line: LineScanner) throws(ExpositionError) -> ExpositionError {
        var line = line
        line.skipBlanks()
        if line.next != nil, line.next != UInt8(ascii: "#") { _ = try line.name("a metric's name or #", colons: true) }
        return failure(.incomplete, line: line.line, "the text breaks off: its last line has no line feed")
    }

    private func failure(_ code: ExpositionError.Code, line: Int, _ message: String) -> ExpositionError {
        ExpositionError(code: code, line: line, column: 1, message: message)
    }

    /// - Returns: true after OpenMetrics' last line.
    private mutating func read(_ line: LineScanner) throws(ExpositionError) -> Bool {
        var line = line
        line.skipBlanks()
        guard line.next != nil else { return false }
        if line.take("#") { return try readComment(&line) }
        try readSample(&line)
        return false
    }

    // MARK: - Comments that say something

    private mutating func readComment(_ line: inout LineScanner) throws(ExpositionError) -> Bool {
        let start = line.position
        line.skipBlanks()
        // "#HELP" without a blank is a comment like any other.
        guard line.position > start else { return false }
        let place = line.position
        switch String(decoding: line.word(), as: UTF8.self) {
        case "HELP":
            let index = try readFamily(&line)
            let help = try line.rest()
            try catalogue.setHelp(help, of: index, line, at: place)
        case "TYPE":
            let index = try readFamily(&line)
            let word = line.position
            let name = String(decoding: line.word(), as: UTF8.self)
            guard let type = MetricType(rawValue: name) else {
                throw line.error(.metadata, at: word, "'\(name)' is no type of metric")
            }
            try expectEnd(&line, after: "the type")
            try catalogue.setType(type, of: index, line, at: place)
        case "UNIT":
            let index = try readFamily(&line)
            let unit = String(decoding: line.word(), as: UTF8.self)
            try expectEnd(&line, after: "the unit")
            try catalogue.setUnit(unit, of: index, line, at: place)
        case "EOF" where format == .openMetrics:
            try expectEnd(&line, after: "EOF")
            return true
        default: break
        }
        return false
    }

    /// The name behind `# HELP` and its like, and the blanks after it.
    private mutating func readFamily(_ line: inout LineScanner) throws(ExpositionError) -> Int {
        line.skipBlanks()
        let name = try line.name("a metric's name", colons: true)
        let end = line.position
        line.skipBlanks()
        guard line.next == nil || line.position > end else {
            throw line.error(.syntax, "a blank must follow the metric's name, not \(line.shown)")
        }
        return try catalogue.index(naming: name, line)
    }

    // MARK: - Samples

    private mutating func readSample(_ line: inout LineScanner) throws(ExpositionError) {
        let place = line.position
        let name = try line.name("a metric's name or #", colons: true)
        let end = line.position
        line.skipBlanks()
        var labels = LabelSet.none
        if line.next == UInt8(ascii: "{") {
            labels = try readLabels(&line)
        } else if line.next != nil, line.position == end {
            throw line.error(.syntax, "a metric's name holds letters, digits, _ and : only, not \(line.shown)")
        }
        let series = SeriesID(name, labels)
        let value = try readValue(&line)
        let timestamp = try readTimestamp(&line)
        let exemplar = try readExemplar(&line)
        try expectEnd(&line, after: "the sample")
        guard result.samples.count < limits.samples else {
            throw line.error(.limit, at: place, "more than \(limits.samples) samples")
        }
        if let earlier = lines.updateValue(line.line, forKey: series) {
            throw line.error(.duplicate, at: place, "\(series) stands in line \(earlier) already")
        }
        let family = try catalogue.index(ofSample: name, line)
        try catalogue.check(series, in: family, line, at: place)
        result.samples.append(
            MetricSample(
                series: series, value: value, timestamp: timestamp, exemplar: exemplar, family: family,
                line: line.line))
    }

    private func readLabels(_ line: inout LineScanner) throws(ExpositionError) -> LabelSet {
        _ = line.take("{")
        var found: [LabelSet.Label] = []
        line.skipBlanks()
        while !line.take("}") {
            let place = line.position
            if line.next == UInt8(ascii: "\"") {
                throw line.error(.syntax, "a quoted name belongs to version 1.0.0 of the format, which is not read")
            }
            let name = try line.name("a label's name or }", colons: false)
            guard name != "__name__", !found.contains(where: { $0.name == name }) else {
                throw line.error(.syntax, at: place, "the label \(name) stands there twice")
            }
            guard found.count < limits.labels else {
                throw line.error(.limit, at: place, "more than \(limits.labels) labels")
            }
            line.skipBlanks()
            guard line.take("=") else {
                throw line.error(.syntax, "= must follow the label's name, not \(line.shown)")
            }
            line.skipBlanks()
            found.append(LabelSet.Label(name: name, value: try line.quoted()))
            line.skipBlanks()
            guard line.take(",") || line.next == UInt8(ascii: "}") else {
                throw line.error(.syntax, "a comma or } must follow the label, not \(line.shown)")
            }
            line.skipBlanks()
        }
        return found.isEmpty ? .none : LabelSet(sorting: found)
    }

    private func readValue(_ line: inout LineScanner) throws(ExpositionError) -> Double {
        line.skipBlanks()
        let place = line.position
        let word = line.word()
        guard !word.isEmpty else { throw line.error(.syntax, at: place, "the value is missing") }
        guard let value = NumberText.value(word) else {
            throw line.error(.number, at: place, "\(Self.shown(word)) is no value")
        }
        return value
    }

    /// Nil where the line ends, or goes on with an exemplar.
    private func readTimestamp(_ line: inout LineScanner) throws(ExpositionError) -> Int64? {
        line.skipBlanks()
        guard let byte = line.next, byte != UInt8(ascii: "#") else { return nil }
        let place = line.position
        let word = line.word()
        switch format {
        case .prometheus:
            if let time = NumberText.milliseconds(word) { return time }
            throw line.error(.number, at: place, "\(Self.shown(word)) is no timestamp in whole milliseconds")
        case .openMetrics:
            if let time = NumberText.millisecondsOfSeconds(word) { return time }
            throw line.error(.number, at: place, "\(Self.shown(word)) is no timestamp in seconds")
        }
    }

    private func readExemplar(_ line: inout LineScanner) throws(ExpositionError) -> MetricSample.Exemplar? {
        line.skipBlanks()
        guard line.take("#") else { return nil }
        line.skipBlanks()
        guard line.next == UInt8(ascii: "{") else {
            throw line.error(.syntax, "an exemplar's labels must follow #, not \(line.shown)")
        }
        let labels = try readLabels(&line)
        let value = try readValue(&line)
        line.skipBlanks()
        guard line.next != nil else { return MetricSample.Exemplar(labels: labels, value: value) }
        let place = line.position
        let word = line.word()
        guard let time = NumberText.millisecondsOfSeconds(word) else {
            throw line.error(.number, at: place, "\(Self.shown(word)) is no timestamp in seconds")
        }
        return MetricSample.Exemplar(labels: labels, value: value, timestamp: time)
    }

    private func expectEnd(_ line: inout LineScanner, after what: String) throws(ExpositionError) {
        line.skipBlanks()
        guard line.next == nil else {
            throw line.error(.syntax, "the line must end after \(what), not go on with \(line.shown)")
        }
    }

    /// A word of the text for a message, cut where it is long.
    private static func shown(_ word: ArraySlice<UInt8>) -> String {
        let text = String(decoding: word.prefix(40), as: UTF8.self)
        return word.count > 40 ? "'\(text)…'" : "'\(text)'"
    }
}
