/// The bytes of a file with every access checked: what is in it is believed by nobody.
struct ELFBytes {
    /// The longest name, in bytes.
    private static let longestName = 64 << 10

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(_ place: Int) throws(ELFError) -> UInt8 {
        guard bytes.indices.contains(place) else { throw .damaged }
        return bytes[place]
    }

    func half(_ place: Int) throws(ELFError) -> UInt16 { UInt16(try number(place, 2)) }
    func int(_ place: Int) throws(ELFError) -> UInt32 { UInt32(try number(place, 4)) }
    func word(_ place: Int) throws(ELFError) -> UInt64 { try number(place, 8) }

    /// An offset or a size, which has to lie within the file.
    func size(_ place: Int) throws(ELFError) -> Int {
        guard let size = Int(exactly: try word(place)), size <= bytes.count else { throw .damaged }
        return size
    }

    private func number(_ place: Int, _ length: Int) throws(ELFError) -> UInt64 {
        guard place >= 0, place <= bytes.count - length else { throw .damaged }
        return bytes[place..<(place + length)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The name at an offset of a table of strings.
    func text(_ table: Section, at offset: UInt64) throws(ELFError) -> String {
        guard let offset = Int(exactly: offset), offset < table.size else { throw .damaged }
        let rest = bytes[(table.offset + offset)..<(table.offset + table.size)].prefix(Self.longestName)
        guard let end = rest.firstIndex(of: 0) else { throw .damaged }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}

/// One section, by its header.
struct Section {
    static let dynamic: UInt32 = 6
    static let dynamicSymbols: UInt32 = 11
    /// Has no bytes in the file.
    private static let nothing: UInt32 = 8

    let type: UInt32
    let offset: Int
    let size: Int
    let link: Int

    static func all(in file: ELFBytes) throws(ELFError) -> [Section] {
        let table = try file.size(40)
        let entry = Int(try file.half(58))
        let count = Int(try file.half(60))
        guard entry >= 64 else { throw .damaged }
        var sections: [Section] = []
        for index in 0..<count {
            let place = table + index * entry
            let type = try file.int(place + 4)
            let hasBytes = type != nothing && type != 0
            let offset = hasBytes ? try file.size(place + 24) : 0
            let size = hasBytes ? try file.size(place + 32) : 0
            guard offset + size <= file.count else { throw .damaged }
            sections.append(Section(type: type, offset: offset, size: size, link: Int(try file.int(place + 40))))
        }
        return sections
    }
}
