internal import Files

/// Blocks that the operator wants on no chain of this node's, whatever its peers prefer: `refused_blocks.json` in the data
/// folder.
struct RefusedBlocks: Sendable {
    private let path: String
    private(set) var hashes: [String]

    /// Blocks refused at most.
    static let most = 64
    private static let longestFile = 64 * 1024

    /// Reads the file; one that is missing refuses nothing.
    init(folder: String) throws(NodeError) {
        path = FilePath.join(folder, "refused_blocks.json")
        guard File.exists(path) else {
            hashes = []
            return
        }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try File.read(path, limit: Self.longestFile) } catch {
            throw NodeError(code: .store, message: "\(error)")
        }
        guard let hashes = NodeJSON.decode([String].self, from: bytes) else {
            throw NodeError(code: .storeCorrupt, message: "\(path) is no list of block hashes")
        }
        self.hashes = hashes
    }

    func holdsAny(of blocks: [Block]) -> Bool {
        !hashes.isEmpty && blocks.contains { hashes.contains($0.hash) }
    }

    /// On disk before it counts; the oldest one goes when there are too many.
    mutating func add(_ hash: String) throws(FileError) {
        guard !hashes.contains(hash) else { return }
        try write(Array((hashes + [hash]).suffix(Self.most)))
    }

    /// False when the block was not refused.
    mutating func remove(_ hash: String) throws(FileError) -> Bool {
        guard hashes.contains(hash) else { return false }
        try write(hashes.filter { $0 != hash })
        return true
    }

    private mutating func write(_ new: [String]) throws(FileError) {
        try AtomicFile.write(NodeJSON.encode(new), to: path)
        hashes = new
    }
}
