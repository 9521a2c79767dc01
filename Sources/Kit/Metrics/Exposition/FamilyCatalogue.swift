/// The families met so far, and which sample belongs to which.
struct FamilyCatalogue {
    private let limit: Int
    private(set) var families: [MetricFamily] = []
    private var places: [String: Int] = [:]
    private var typed: Set<Int> = []
    private var sampled: Set<Int> = []

    init(limit: Int) { self.limit = limit }

    /// The family of this very name, made where there is none.
    mutating func index(naming name: String, _ line: LineScanner) throws(ExpositionError) -> Int {
        if let known = places[name] { return known }
        guard families.count < limit else { throw line.error(.limit, "more than \(limit) families of metrics") }
        families.append(MetricFamily(name: name))
        places[name] = families.count - 1
        return families.count - 1
    }

    /// The family that a sample of this name belongs to: the one whose type has the name's suffix, else its own.
    mutating func index(ofSample name: String, _ line: LineScanner) throws(ExpositionError) -> Int {
        let found: Int
        if let owner = owner(of: name) { found = owner } else { found = try index(naming: name, line) }
        sampled.insert(found)
        return found
    }

    private func owner(of name: String) -> Int? {
        if let own = places[name], typed.contains(own) { return own }
        guard let underscore = name.utf8.lastIndex(of: UInt8(ascii: "_")) else { return nil }
        guard let index = places[String(name[..<underscore])] else { return nil }
        return families[index].type.suffixes.contains(String(name[underscore...])) ? index : nil
    }

    mutating func setType(
        _ type: MetricType, of index: Int, _ line: LineScanner, at place: Int
    ) throws(ExpositionError) {
        let name = families[index].name
        guard typed.insert(index).inserted else {
            throw line.error(.metadata, at: place, "the type of \(name) was said before")
        }
        guard !sampled.contains(index) else {
            throw line.error(.metadata, at: place, "the type of \(name) must stand before its first sample")
        }
        families[index].type = type
    }

    mutating func setHelp(_ help: String, of index: Int, _ line: LineScanner, at place: Int) throws(ExpositionError) {
        guard families[index].help == nil else {
            throw line.error(.metadata, at: place, "the help of \(families[index].name) was given before")
        }
        families[index].help = help
    }

    mutating func setUnit(_ unit: String, of index: Int, _ line: LineScanner, at place: Int) throws(ExpositionError) {
        guard families[index].unit == nil else {
            throw line.error(.metadata, at: place, "the unit of \(families[index].name) was said before")
        }
        families[index].unit = unit
    }

    /// A bucket says its upper bound, a quantile which one it is.
    func check(_ series: SeriesID, in index: Int, _ line: LineScanner, at place: Int) throws(ExpositionError) {
        let family = families[index]
        let label: String
        switch family.type {
        case .histogram, .gaugehistogram:
            guard series.name == family.name + "_bucket" else { return }
            label = "le"
        case .summary:
            guard series.name == family.name else { return }
            label = "quantile"
        default: return
        }
        guard let said = series.labels[label] else {
            throw line.error(.label, at: place, "\(series.name) of a \(family.type.rawValue) needs the label \(label)")
        }
        guard NumberText.value(Array(said.utf8)[...]) != nil else {
            throw line.error(.label, at: place, "the label \(label)=\"\(said)\" of \(series.name) is no number")
        }
    }
}
