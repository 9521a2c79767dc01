/// Reads YAML 1.1 through libyaml into a tree that knows where each value stands.
public enum YAMLDocument {
    /// The document in `bytes` (UTF-8). An empty file gives a null node.
    ///
    /// - Parameter file: the name that marks carry.
    /// - Throws: the first thing that is wrong, with its place. Nothing in the limits can be exceeded first.
    public static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard
    ) throws(YAMLError) -> YAMLNode {
        guard bytes.count <= limits.bytes else {
            let start = SourceMark(file: file, line: 1, column: 1)
            throw YAMLError(.tooLong, start, "\(bytes.count) bytes; at most \(limits.bytes) are read")
        }
        var composer = YAMLComposer(YAMLEventReader(bytes, file: file), limits: limits)
        return try composer.document()
    }
}
