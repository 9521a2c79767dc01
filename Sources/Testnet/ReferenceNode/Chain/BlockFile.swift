internal import Files

/// The chain on disk: one block to a line, as JSON, only ever written at the end.
///
/// A block whose height is not above that of the line before starts a branch: reading it drops what stood there. A
/// line is written by one call before the block counts as ours, so that a kill at any moment leaves whole lines and at
/// most one torn one at the end, which reading drops. (A power cut may lose the last lines; peers have them.) Once
/// the file holds about twice what the chain keeps, it is replaced by what the chain keeps.
struct BlockFile: ~Copyable, Sendable {
    private let path: String
    private var descriptor: FileDescriptor
    private var lineCount: Int
    /// A write failed in the middle of a line: only a new file helps.
    private var isTorn = false

    /// Lines after which the file is replaced.
    private static let longest = 2 * (Chain.kept + Chain.surplus)
    /// Bytes of a file that is read at all.
    private static let largest = 512 << 20
    /// No block lies in the future of this moment, in milliseconds since 1970: what is on disk was checked before.
    private static let anyTime = Int64.max / 4

    /// Signatures were looked at before the blocks were written; the hashes show that the file is what was written.
    private static func judge(_ rules: NetworkRules) -> Chain.Judge {
        { block in
            guard block.fitsItsHeader(in: rules) else { return .hashDiffers }
            return block.carriesWhatItSays ? nil : .rootDiffers
        }
    }

    /// Reads `path`, or makes it when it is missing, and says which chain it holds.
    static func open(_ path: String, rules: NetworkRules, chain: inout Chain) throws(NodeError) -> BlockFile {
        let content: ArraySlice<UInt8>
        let descriptor: FileDescriptor
        do throws(FileError) {
            content = try wholeLines(path)
            descriptor = try FileDescriptor(opening: path, for: .append(mode: 0o644))
        } catch {
            throw NodeError(code: .store, message: "\(error)")
        }
        let lineCount = try replay(content, path: path, rules: rules, into: &chain)
        return BlockFile(path: path, descriptor: descriptor, lineCount: lineCount)
    }

    /// The lines of the file that were written to their end; a torn last one is cut off on disk too.
    private static func wholeLines(_ path: String) throws(FileError) -> ArraySlice<UInt8> {
        guard File.exists(path) else { return [] }
        let content = try File.read(path, limit: largest)
        let whole = content[..<((content.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)]
        if whole.count < content.count { try AtomicFile.write(Array(whole), to: path) }
        return whole
    }

    private init(path: String, descriptor: consuming FileDescriptor, lineCount: Int) {
        self.path = path
        self.descriptor = descriptor
        self.lineCount = lineCount
    }

    /// Adds blocks, whose JSON forms are these.
    mutating func append(_ lines: [[UInt8]], chain: Chain) throws(FileError) {
        if isTorn || lineCount + lines.count > Self.longest { try replace(with: chain) }
        do {
            try descriptor.write(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")])
        } catch {
            isTorn = true
            throw error
        }
        lineCount += lines.count
    }

    /// Replaces the file by one that holds exactly this chain.
    mutating func replace(with chain: Chain) throws(FileError) {
        let blocks = chain.blocks.drop { $0.height == 0 }
        // Before the blocks that need them; those that the old blocks need stay until these stand.
        let snapshot = SnapshotFile(blockFile: path)
        if chain.firstHeight > 0 { try snapshot.write(chain.base, after: chain.firstHeight) }
        var content: [UInt8] = []
        for block in blocks { content += NodeJSON.encode(block) + [UInt8(ascii: "\n")] }
        try AtomicFile.write(content, to: path)
        descriptor = try FileDescriptor(opening: path, for: .append(mode: 0o644))
        lineCount = blocks.count
        isTorn = false
        try snapshot.removeOthers(than: chain.firstHeight)
    }

    private static func replay(
        _ content: ArraySlice<UInt8>, path: String, rules: NetworkRules, into chain: inout Chain
    ) throws(NodeError) -> Int {
        let judge = judge(rules)
        var number = 0
        for line in content.split(separator: UInt8(ascii: "\n")) {
            number += 1
            guard let block = NodeJSON.decode(Block.self, from: line) else {
                throw corrupt(path, number, "it is no block")
            }
            if number == 1, block.height > 1 {
                if let objection = rules.objection(to: block, now: anyTime) ?? judge(block) {
                    throw corrupt(path, number, objection.rawValue)
                }
                guard let accounts = SnapshotFile(blockFile: path).read(after: block.height) else {
                    throw corrupt(path, number, "the accounts at block \(block.height) are missing beside it")
                }
                chain = Chain(rules: rules, beginningWith: block, accounts: accounts)
            } else if let objection = chain.objection(to: [block], now: anyTime, judge: judge) {
                throw corrupt(path, number, objection.rawValue)
            } else {
                chain.take([block])
            }
        }
        return number
    }

    private static func corrupt(_ path: String, _ line: Int, _ reason: String) -> NodeError {
        NodeError(
            code: .storeCorrupt,
            message: "\(path):\(line): \(reason); move the file away to start again from the peers' chain")
    }
}
