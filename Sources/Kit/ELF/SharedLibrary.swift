/// What a 64-bit little-endian ELF shared library says of itself (System V ABI, gABI 4): the symbols it exports, as
/// `nm -D --defined-only` prints them, and the libraries it needs. Nothing of it is run.
public struct SharedLibrary: Sendable, Equatable {
    /// Bytes of a library at most.
    public static let largest = 256 << 20
    /// Symbols, needed libraries and sections looked at at most.
    static let maximumEntries = 1_000_000

    /// Names that other programs can call or read, without versions, in order.
    public let exported: [String]
    /// `DT_NEEDED`, in the file's order.
    public let needed: [String]
    /// `DT_RUNPATH`, or `DT_RPATH` where there is none; `$ORIGIN` stands as it is.
    public let searchPath: [String]
    /// `EM_X86_64` is 62, `EM_AARCH64` 183.
    public let machine: UInt16

    public init(_ bytes: [UInt8]) throws(ELFError) {
        let file = ELFBytes(bytes)
        guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw .notELF }
        guard bytes[4] == 2, bytes[5] == 1 else { throw .unsupported }
        guard try file.half(16) == 3 else { throw .notShared }
        machine = try file.half(18)
        let sections = try Section.all(in: file)
        guard let dynamic = sections.first(where: { $0.type == Section.dynamic }),
            let symbols = sections.first(where: { $0.type == Section.dynamicSymbols })
        else { throw .notShared }
        (needed, searchPath) = try Self.dynamicEntries(dynamic, sections, file)
        exported = try Self.symbols(symbols, sections, file).sorted()
    }

    private static func dynamicEntries(
        _ dynamic: Section, _ sections: [Section], _ file: ELFBytes
    ) throws(ELFError) -> (needed: [String], path: [String]) {
        let names = try strings(of: dynamic, sections)
        var needed: [String] = []
        var paths: [UInt64: String] = [:]
        for index in 0..<(try entries(of: dynamic, size: 16)) {
            let place = dynamic.offset + index * 16
            let tag = try file.word(place)
            let value = try file.word(place + 8)
            if tag == 0 { break }
            switch tag {
            case 1: needed.append(try file.text(names, at: value))
            case 15, 29: paths[tag] = try file.text(names, at: value)
            default: break
            }
        }
        return (needed, (paths[29] ?? paths[15] ?? "").split(separator: ":").map(String.init))
    }

    private static func symbols(
        _ table: Section, _ sections: [Section], _ file: ELFBytes
    ) throws(ELFError) -> [String] {
        let names = try strings(of: table, sections)
        var found: [String] = []
        for index in 0..<(try entries(of: table, size: 24)) {
            let place = table.offset + index * 24
            let information = try file.byte(place + 4)
            let visibility = try file.byte(place + 5) & 3
            let section = try file.half(place + 6)
            // Global, weak or unique; defined here; visible from outside.
            guard [1, 2, 10].contains(information >> 4), section != 0, visibility == 0 || visibility == 3 else {
                continue
            }
            // Names of files and sections are none that anybody calls.
            guard ![3, 4].contains(information & 15) else { continue }
            let name = try file.text(names, at: UInt64(try file.int(place)))
            if !name.isEmpty { found.append(name) }
        }
        return found
    }

    private static func entries(of section: Section, size: Int) throws(ELFError) -> Int {
        let count = section.size / size
        guard count <= maximumEntries else { throw .damaged }
        return count
    }

    private static func strings(of section: Section, _ sections: [Section]) throws(ELFError) -> Section {
        guard sections.indices.contains(section.link) else { throw .damaged }
        return sections[section.link]
    }
}

/// Why a file is no shared library that could be looked at.
public enum ELFError: Error, Hashable, Sendable, CustomStringConvertible {
    case notELF, unsupported, notShared, damaged

    public var description: String {
        switch self {
        case .notELF: "it is no ELF file"
        case .unsupported: "it is no 64-bit little-endian ELF file"
        case .notShared: "it is no shared library"
        case .damaged: "it is damaged: a table points outside of the file"
        }
    }
}
