import Files
import Testing

/// The tree of files that the rules are about, found from where this file was compiled.
enum Repository {
    /// The folder that holds Package.swift.
    static let root = FilePath.parent(of: FilePath.parent(of: FilePath.parent(of: #filePath)))

    /// Folders that hold nothing of ours.
    private static let skipped: Set<String> = [".build", ".git", ".cjctl", ".swiftpm"]
    private static let longestFile = 4 << 20
    private static let deepestFolder = 16

    private static let read = Result { try files(under: "", depth: 0) }

    /// Every text file of the repository, read once.
    static func files() throws -> [SourceFile] {
        try read.get()
    }

    /// Every Swift file under Sources and Tests.
    static func swiftFiles() throws -> [SourceFile] {
        try files().filter { $0.path.hasSuffix(".swift") && ($0.isSource || $0.isTest) }
    }

    private static func files(under folder: String, depth: Int) throws -> [SourceFile] {
        try #require(depth <= deepestFolder)
        var found: [SourceFile] = []
        for name in try Directory.list(FilePath.join(root, folder)) where !skipped.contains(name) {
            let path = FilePath.join(folder, name)
            switch try File.metadataOfLink(FilePath.join(root, path)).kind {
            case .directory: found += try files(under: path, depth: depth + 1)
            case .regular: if let file = try file(path) { found.append(file) }
            case .symbolicLink, .other: break
            }
        }
        return found
    }

    private static func file(_ path: String) throws -> SourceFile? {
        let bytes = try File.read(FilePath.join(root, path), limit: longestFile)
        return String(validating: bytes, as: UTF8.self).map { SourceFile(path: path, text: $0) }
    }
}
